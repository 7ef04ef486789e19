package org.jpmxcfs.transport.ipc;

import java.util.Optional;

/**
 * What the IPC service reads of the node it serves. Implemented where the node is put together.
 * Every method may be called by any thread, must return soon, and does not throw for names that are
 * not there.
 */
public interface ClusterView {
    /** The text of {@code .version}. */
    byte[] versionText();

    /** The text of {@code .members}. */
    byte[] membersText();

    /** The text of {@code .vmlist}. */
    byte[] guestListText();

    /**
     * The cluster log in the form of {@code .clusterlog}, newest message first.
     *
     * @param count how many messages at most, at least 1
     * @param user whose messages; empty is everybody's
     */
    byte[] logText(int count, String user);

    /**
     * The content of a file of the tree; empty for a directory, a link, a computed file and a path
     * that leads nowhere.
     *
     * @param path from the root, with single slashes, in the form of {@link
     *     org.jpmxcfs.log.model.Names}; any bytes, any length
     */
    Optional<byte[]> read(String path);

    /** All guests of the cluster. */
    GuestConfigs guests();

    /** Whether there is a guest of this number. */
    boolean hasGuest(long guest);

    /** The content of a guest's configuration file; empty when it has just gone. */
    Optional<byte[]> guestConfig(long guest);
}
