package org.jpmxcfs.materializer;

import org.jpmxcfs.log.model.Limits;

/**
 * How far the database may lag behind the journal, and how much memory contents may take. Nothing
 * is lost however large the lag: it only makes a start after a crash replay more of the journal. A
 * longer delay saves writes to the disk, as a file that changes many times is written once.
 *
 * @param flushDelayMillis how long a change may wait for its flush while others follow it, 1 to
 *     3,600,000
 * @param flushBytes bytes of changes that start a flush at once, 4 KiB to 128 MiB; with more than
 *     twice as many waiting, mutations are slowed down
 * @param retryMillis how long to wait after a failed flush, 1 to 60,000
 * @param backPressureMillis the longest that one mutation is held back, 0 to 60,000
 * @param contentCacheBytes memory for contents that are in the database already, 0 to 1 GiB
 */
public record MaterializerConfig(
        int flushDelayMillis,
        int flushBytes,
        int retryMillis,
        int backPressureMillis,
        int contentCacheBytes) {
    /** Entries that start a flush at once: what a start after a crash replays in half a second. */
    static final int FLUSH_ENTRIES = 100_000;

    private static final int MILLIS_MAX = 60_000;
    private static final int QUIET_MILLIS_MAX = 10_000;
    private static final int FLUSH_DELAY_MILLIS_MAX = 3_600_000;

    /** Refuses values out of range. */
    public MaterializerConfig {
        requireRange("flush delay in ms", flushDelayMillis, 1, FLUSH_DELAY_MILLIS_MAX);
        requireRange("flush bytes", flushBytes, 4 << 10, (int) Limits.TREE_BYTES_MAX);
        requireRange("retry in ms", retryMillis, 1, MILLIS_MAX);
        requireRange("back pressure in ms", backPressureMillis, 0, MILLIS_MAX);
        requireRange("content cache bytes", contentCacheBytes, 0, 1 << 30);
    }

    /** One minute, 8 MiB, retry every second, hold back for up to 2 s, 32 MiB of contents. */
    public static MaterializerConfig defaults() {
        return new MaterializerConfig(60_000, 8 << 20, 1_000, 2_000, 32 << 20);
    }

    /**
     * The same, but no mutation is ever held back: in a cluster, entries are applied by the thread
     * that also sends and answers heartbeats, and a batch of them would add up their waits. What
     * bounds memory without that is the tree's own limit: of what waits, each file counts once
     * however often it changed, so that is at most one tree (128 MiB), and as much again for the
     * transaction under way.
     */
    public static MaterializerConfig forCluster() {
        MaterializerConfig local = defaults();
        return new MaterializerConfig(
                local.flushDelayMillis,
                local.flushBytes,
                local.retryMillis,
                0,
                local.contentCacheBytes);
    }

    /** The same with another delay of the flush. */
    public MaterializerConfig withFlushDelayMillis(int millis) {
        return new MaterializerConfig(
                millis, flushBytes, retryMillis, backPressureMillis, contentCacheBytes);
    }

    /** When nothing has come for this long, what waits is stored: 10 s, or the delay if shorter. */
    int quietMillis() {
        return Math.min(QUIET_MILLIS_MAX, flushDelayMillis);
    }

    private static void requireRange(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    what + " " + value + " is not between " + min + " and " + max);
        }
    }
}
