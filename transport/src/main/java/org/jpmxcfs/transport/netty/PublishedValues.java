package org.jpmxcfs.transport.netty;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What this node has published: the newest value of each key. A key that was taken back stays with
 * an empty value, because a member that was not linked then has to be told. Any thread.
 */
final class PublishedValues {
    /** Most keys: the status entries of a node, and as many samples. */
    static final int KEYS_MAX = 8192;

    private final Map<String, byte[]> values = new LinkedHashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();

    /**
     * Sets a value.
     *
     * @param value never changed afterwards
     * @return false when there are too many keys
     */
    synchronized boolean put(String key, byte[] value) {
        if (key.isEmpty()
                || key.length() > FrameCodec.KEY_BYTES_MAX
                || value.length > FrameCodec.VALUE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a key of " + key.length() + " with a value of " + value.length + " bytes");
        }
        if (values.size() >= KEYS_MAX && !values.containsKey(key)) {
            // A member that is away now, and was told a value, keeps it until this node restarts.
            values.values().removeIf(old -> old.length == 0);
            if (values.size() >= KEYS_MAX) {
                return false;
            }
        }
        values.put(key, value);
        changed.add(key);
        return true;
    }

    /** The keys that have changed since this was called last. */
    synchronized List<String> takeChanged() {
        List<String> keys = new ArrayList<>(changed);
        changed.clear();
        return keys;
    }

    /** All keys. */
    synchronized List<String> keys() {
        return new ArrayList<>(values.keySet());
    }

    /** The value of a key; empty when it has none. */
    synchronized byte[] get(String key) {
        return values.getOrDefault(key, new byte[0]);
    }
}
