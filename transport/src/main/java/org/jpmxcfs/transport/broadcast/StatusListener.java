package org.jpmxcfs.transport.broadcast;

/**
 * Told of changes after they are visible. Called by the thread that made the change, so it must not
 * wait. Methods that are not wanted stay as they are.
 */
public interface StatusListener {
    /**
     * An entry of this node was set, or removed: a cluster sends it to the other nodes.
     *
     * @param key with its prefix, {@code rrd/} for a sample
     * @param value the new value; empty when the entry was removed
     */
    default void entrySet(String key, byte[] value) {}

    /** A node's address is another one than before, or is known for the first time. */
    default void addressChanged(String node, String address) {}

    /**
     * A sample came in, of this node or of another one: the archive takes it.
     *
     * @param key without the prefix {@code rrd/}, such as {@code pve-node-9.0/n1}
     * @param sample columns joined by colons, without the final NUL
     */
    default void sampled(String key, String sample) {}
}
