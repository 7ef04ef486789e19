package org.jpmxcfs.transport.raft.node;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.raft.core.Settings;

/**
 * How a node takes part in a cluster.
 *
 * @param self node id, never 0
 * @param directory where snapshots on their way in and out are kept; must be there
 * @param durability what has to be on a disk before this node says that it has it
 * @param settings times and bounds of the protocol
 * @param submitNanos longest time that a caller waits for its outcome, above 0
 */
public record ClusterConfig(
        int self, Path directory, Durability durability, Settings settings, long submitNanos) {
    private static final long SUBMIT_NANOS = TimeUnit.SECONDS.toNanos(4);

    /** Refuses id 0 and a time that is none. */
    public ClusterConfig {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(durability, "durability");
        Objects.requireNonNull(settings, "settings");
        if (self == 0 || submitNanos <= 0) {
            throw new IllegalArgumentException("node id must not be 0, nor a time 0 or less");
        }
    }

    /** Default times and bounds: a caller waits for 4 s at most. */
    public static ClusterConfig of(int self, Path directory, Durability durability) {
        return new ClusterConfig(self, directory, durability, Settings.defaults(), SUBMIT_NANOS);
    }

    /** The same with another longest time that a caller waits. */
    public ClusterConfig withSubmitNanos(long nanos) {
        return new ClusterConfig(self, directory, durability, settings, nanos);
    }
}
