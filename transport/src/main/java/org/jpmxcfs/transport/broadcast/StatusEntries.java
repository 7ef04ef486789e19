package org.jpmxcfs.transport.broadcast;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jpmxcfs.log.model.Names;

/**
 * The status entries of all nodes: key-value pairs that each node sets for itself and every node
 * can read. SPEC, section "Cluster". Keys and node names are in the form of {@link Names}. Two
 * kinds of keys are special, and cannot be read back by key: {@code nodeip} is the node's address,
 * {@code rrd/KEY} a sample. Safe to use from any thread.
 */
public final class StatusEntries {
    /** Largest value, in bytes: 32 KiB, as in pmxcfs. */
    public static final int VALUE_BYTES_MAX = 32 << 10;

    /** Longest key, in bytes: what fits a field of 256 with its NUL. */
    public static final int KEY_BYTES_MAX = 255;

    /** Most entries of one node. */
    public static final int KEYS_MAX = 4096;

    private static final String ADDRESS_KEY = "nodeip";
    private static final String SAMPLE_PREFIX = "rrd/";
    private static final int ADDRESS_BYTES_MAX = 255;
    private static final int SAMPLE_BYTES_MAX = 4095;
    private static final int SAMPLES_MAX = 64 << 10;

    private final String localNode;
    private final Samples samples;
    private final List<StatusListener> listeners = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<String, ConcurrentMap<String, Value>> nodes =
            new ConcurrentHashMap<>();
    private final ConcurrentMap<String, String> addresses = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();

    // The array is never changed once it is in here.
    private record Value(byte[] bytes, long version) {}

    /**
     * No entries yet.
     *
     * @param localNode name of this node
     * @param clockSeconds time in seconds that only moves forward, for the age of samples
     */
    public StatusEntries(String localNode, LongSupplier clockSeconds) {
        this.localNode = localNode;
        this.samples = new Samples(clockSeconds);
        nodes.put(localNode, new ConcurrentHashMap<>());
    }

    /** Tells {@code listener} of every change from now on. */
    public void addListener(StatusListener listener) {
        listeners.add(listener);
    }

    /**
     * Sets an entry of this node and lets the other nodes know.
     *
     * @param value the new value, copied; empty removes the entry
     * @return why not; empty when it is set
     */
    public Optional<StatusRefusal> set(String key, byte[] value) {
        Optional<StatusRefusal> refusal = put(localNode, key, value.clone());
        if (refusal.isEmpty()) {
            listeners.forEach(listener -> listener.entrySet(key, value.clone()));
        }
        return refusal;
    }

    /**
     * Takes over an entry that another node has set. Checked as strictly as one of this node.
     *
     * @return why not; empty when it is set
     */
    public Optional<StatusRefusal> receive(String node, String key, byte[] value) {
        return put(node, key, value.clone());
    }

    /** Drops the entries of a node that restarted or left. Its address and samples stay. */
    public void forget(String node) {
        if (!node.equals(localNode)) {
            nodes.remove(node);
            version.incrementAndGet();
        }
    }

    /**
     * Counts the changes of {@link #versions}. What is read after this version is at least as new.
     */
    public long version() {
        return version.get();
    }

    /**
     * The value of an entry, as a copy.
     *
     * @param node whose entry; empty is this node
     */
    public Optional<byte[]> get(String node, String key) {
        Map<String, Value> entries = nodes.get(node.isEmpty() ? localNode : node);
        Value value = entries == null ? null : entries.get(key);
        return value == null ? Optional.empty() : Optional.of(value.bytes.clone());
    }

    /** The entries of this node, as copies: what a node that joins has to be told. */
    public Map<String, byte[]> localEntries() {
        Map<String, byte[]> entries = new HashMap<>();
        nodes.get(localNode).forEach((key, value) -> entries.put(key, value.bytes.clone()));
        return entries;
    }

    /**
     * For each node with entries, and always for this one, the version of each key: 0 at first, 1
     * more each time the value is replaced. For {@code .version}.
     */
    public Map<String, Map<String, Long>> versions() {
        Map<String, Map<String, Long>> versions = new TreeMap<>();
        nodes.forEach(
                (node, entries) -> {
                    Map<String, Long> keys = new TreeMap<>();
                    entries.forEach((key, value) -> keys.put(key, value.version));
                    versions.put(node, keys);
                });
        return versions;
    }

    /** The address that a node gave for itself; empty when it has not. */
    public Optional<String> address(String node) {
        return Optional.ofNullable(addresses.get(node));
    }

    /** The text of {@code .rrd}: a line {@code KEY:COLUMNS} for each sample of the last 300 s. */
    public String samplesText() {
        return samples.text();
    }

    private Optional<StatusRefusal> put(String node, String key, byte[] value) {
        if (value.length > VALUE_BYTES_MAX) {
            return Optional.of(StatusRefusal.TOO_LARGE);
        }
        if (key.isEmpty() || key.length() > KEY_BYTES_MAX) {
            return Optional.of(StatusRefusal.INVALID);
        }
        if (key.startsWith(SAMPLE_PREFIX)) {
            return putSample(key.substring(SAMPLE_PREFIX.length()), value);
        }
        return key.equals(ADDRESS_KEY) ? putAddress(node, value) : putEntry(node, key, value);
    }

    private Optional<StatusRefusal> putEntry(String node, String key, byte[] value) {
        Map<String, Value> entries = nodes.computeIfAbsent(node, n -> new ConcurrentHashMap<>());
        if (value.length == 0) {
            entries.remove(key);
            version.incrementAndGet();
            return Optional.empty();
        }
        if (entries.size() >= KEYS_MAX && !entries.containsKey(key)) {
            return Optional.of(StatusRefusal.TOO_MANY);
        }
        entries.merge(key, new Value(value, 0), (old, fresh) -> new Value(value, old.version + 1));
        version.incrementAndGet();
        return Optional.empty();
    }

    private Optional<StatusRefusal> putAddress(String node, byte[] value) {
        Optional<String> address = line(value, ADDRESS_BYTES_MAX);
        if (address.isEmpty()) {
            return Optional.of(StatusRefusal.INVALID);
        }
        String before = addresses.put(node, address.get());
        if (!address.get().equals(before)) {
            listeners.forEach(listener -> listener.addressChanged(node, address.get()));
        }
        return Optional.empty();
    }

    private Optional<StatusRefusal> putSample(String key, byte[] value) {
        Optional<String> columns = line(value, SAMPLE_BYTES_MAX);
        if (columns.isEmpty() || line(Names.toBytes(key + '\0'), KEY_BYTES_MAX).isEmpty()) {
            return Optional.of(StatusRefusal.INVALID);
        }
        if (!samples.hasRoom(key, SAMPLES_MAX)) {
            return Optional.of(StatusRefusal.TOO_MANY);
        }
        samples.put(key, columns.get());
        listeners.forEach(listener -> listener.sampled(key, columns.get()));
        return Optional.empty();
    }

    /**
     * The text before the final NUL; empty when there is no NUL, no text or a control character.
     */
    private static Optional<String> line(byte[] value, int bytesMax) {
        int length = value.length - 1;
        if (length < 1 || length >= bytesMax || value[length] != 0) {
            return Optional.empty();
        }
        String text = Names.ofBytes(value).substring(0, length);
        return text.chars().anyMatch(c -> c < ' ') ? Optional.empty() : Optional.of(text);
    }
}
