package org.jpmxcfs.transport.raft.core;

/**
 * Times and bounds of a replica; the same on all nodes of a cluster.
 *
 * @param heartbeatNanos how often a leader speaks to each peer
 * @param electionMinNanos silence of the leader before a follower may look for another; half or
 *     less of {@code electionMaxNanos}, so that timeouts spread over a full width (3.4)
 * @param electionMaxNanos longest such silence; also the time in which a leader must hear a
 *     majority
 * @param retryNanos silence after which something unanswered is sent again
 * @param noticeNanos how long a follower without requests of its own may wait to hear that entries
 *     are committed; the next entries tell it without a message more
 * @param batchBytesMax entries in one message, in bytes; one entry may be larger
 * @param batchCountMax entries in one message
 * @param windowBytesMax entries under way to one peer, in bytes
 * @param tailBytesMax newest entries kept in memory, in bytes
 * @param backlogBytesMax entries that a leader may have uncommitted before it takes no more
 *     requests
 * @param chunkBytesMax one part of a snapshot
 * @param requestCountMax requests of this node under way
 */
public record Settings(
        long heartbeatNanos,
        long electionMinNanos,
        long electionMaxNanos,
        long retryNanos,
        long noticeNanos,
        int batchBytesMax,
        int batchCountMax,
        int windowBytesMax,
        int tailBytesMax,
        int backlogBytesMax,
        int chunkBytesMax,
        int requestCountMax) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Refuses times and bounds that cannot work together. */
    public Settings {
        if (heartbeatNanos <= 0
                || electionMinNanos < 2 * heartbeatNanos
                || electionMaxNanos < 2 * electionMinNanos) {
            throw new IllegalArgumentException(
                    "need 0 < heartbeat, 2 x heartbeat <= election min, 2 x min <= election max");
        }
        if (retryNanos <= 0
                || noticeNanos < 0
                || batchBytesMax <= 0
                || batchCountMax <= 0
                || windowBytesMax < batchBytesMax
                || tailBytesMax < 0
                || backlogBytesMax <= 0
                || chunkBytesMax <= 0
                || requestCountMax <= 0) {
            throw new IllegalArgumentException(
                    "bounds must be positive, and a batch fit the window");
        }
    }

    /** Heartbeats of 100 ms, elections after 300 to 600 ms, batches of 1 MiB in windows of 4. */
    public static Settings defaults() {
        return new Settings(
                100 * NANOS_PER_MILLI,
                300 * NANOS_PER_MILLI,
                600 * NANOS_PER_MILLI,
                500 * NANOS_PER_MILLI,
                2 * NANOS_PER_MILLI,
                1 << 20,
                1024,
                4 << 20,
                4 << 20,
                64 << 20,
                256 << 10,
                1024);
    }
}
