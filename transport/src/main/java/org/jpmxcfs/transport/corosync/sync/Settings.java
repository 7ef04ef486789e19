package org.jpmxcfs.transport.corosync.sync;

/**
 * Times and bounds of the tree's group.
 *
 * @param waitNanosMax how long a change waits for the group to be ready before it is refused unsent
 * @param underWayMax changes of this node that are sent and not back yet
 * @param waitingMax changes of this node that wait to be sent
 * @param verifyNanos time between two verifications, asked for by the lowest node
 * @param leaveNanos two leaves in less than this are a habit
 * @param pauseNanosMax longest time that such a node stays away
 * @param clockSecondsMax difference to another node's clock that people are told of
 */
public record Settings(
        long waitNanosMax,
        int underWayMax,
        int waitingMax,
        long verifyNanos,
        long leaveNanos,
        long pauseNanosMax,
        int clockSecondsMax) {
    private static final long SECONDS = 1_000_000_000L;

    /** As in production: 10 s, 256, 4096, an hour, 10 s, 5 s, 10 s. */
    public static Settings usual() {
        return new Settings(10 * SECONDS, 256, 4096, 3600 * SECONDS, 10 * SECONDS, 5 * SECONDS, 10);
    }
}
