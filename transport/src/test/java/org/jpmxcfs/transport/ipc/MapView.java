package org.jpmxcfs.transport.ipc;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jpmxcfs.log.model.Names;

/** A node that is nothing but a map from path to content; guests are below {@code guests/}. */
public final class MapView implements ClusterView {
    private final Map<String, byte[]> files = new ConcurrentSkipListMap<>();

    /** Adds a file. */
    public MapView with(String path, String content) {
        files.put(path, Names.toBytes(content));
        return this;
    }

    /** Adds a file. */
    public MapView with(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    /** Adds a guest. */
    public MapView withGuest(long guest, String config) {
        return with("guests/" + guest, config);
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
    public long[] guests() {
        return files.keySet().stream()
                .filter(path -> path.startsWith("guests/"))
                .mapToLong(path -> Long.parseLong(path.substring("guests/".length())))
                .sorted()
                .toArray();
    }

    @Override
    public boolean hasGuest(long guest) {
        return files.containsKey("guests/" + guest);
    }

    @Override
    public Optional<byte[]> guestConfig(long guest) {
        return read("guests/" + guest).filter(config -> config.length > 0);
    }
}
