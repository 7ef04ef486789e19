package org.jpmxcfs.transport.ipc;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.LongStream;
import org.jpmxcfs.log.model.Names;

/** A node that is nothing but a map from path to content; guests are below {@code guests/}. */
public final class MapView implements ClusterView {
    private static final String GUESTS = "guests/";

    private final Map<String, byte[]> files = new ConcurrentSkipListMap<>();
    private final Map<String, Long> changes = new ConcurrentSkipListMap<>();
    private long lastChange;
    private volatile Callable<Void> beforeGuestConfig = () -> null;

    /** Adds a file. */
    public MapView with(String path, String content) {
        return with(path, Names.toBytes(content));
    }

    /** Adds a file. */
    public MapView with(String path, byte[] content) {
        files.put(path, content);
        changes.put(path, ++lastChange);
        return this;
    }

    /** Takes a file away. */
    public void without(String path) {
        files.remove(path);
    }

    /** Adds a guest. */
    public MapView withGuest(long guest, String config) {
        return with(GUESTS + guest, config);
    }

    @Override
    public byte[] versionText() {
        return Names.toBytes("version");
    }

    @Override
    public byte[] membersText() {
        return Names.toBytes("members");
    }

    @Override
    public byte[] guestListText() {
        return Names.toBytes("guests");
    }

    @Override
    public byte[] logText(int count, String user) {
        return Names.toBytes(count + " of " + user);
    }

    @Override
    public Optional<byte[]> read(String path) {
        return Optional.ofNullable(files.get(path));
    }

    @Override
    public GuestConfigs guests() {
        long[] ids =
                files.keySet().stream()
                        .filter(path -> path.startsWith(GUESTS))
                        .mapToLong(path -> Long.parseLong(path.substring(GUESTS.length())))
                        .sorted()
                        .toArray();
        long[] states = LongStream.of(ids).map(id -> changes.get(GUESTS + id)).toArray();
        return new GuestConfigs(ids, states);
    }

    @Override
    public boolean hasGuest(long guest) {
        return files.containsKey(GUESTS + guest);
    }

    /** Has something done before each configuration is read. */
    public void beforeGuestConfig(Callable<Void> step) {
        beforeGuestConfig = step;
    }

    @Override
    public Optional<byte[]> guestConfig(long guest) {
        try {
            beforeGuestConfig.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return read(GUESTS + guest).filter(config -> config.length > 0);
    }
}
