package org.jpmxcfs.log.chronicle;

import java.nio.file.Path;
import java.util.Objects;

/**
 * How a journal is kept.
 *
 * @param directory where its files lie; made when missing
 * @param bootId boot id of the machine, such as {@code /proc/sys/kernel/random/boot_id} gives; at
 *     most 64 ASCII characters
 * @param firstIndex index of the first entry of a journal that does not exist yet, 1 or more
 * @param coveredIndex index up to which a durable view holds everything, so that older segments
 *     need not be checked at open; 0 to check all
 * @param syncWindowMillis time that an appended entry waits for the background sync, and others to
 *     come with it; 1 to 60,000
 * @param longWindowMillis time that entries wait which a {@link org.jpmxcfs.log.SyncRule} lets wait
 *     longer; none does where this is not above the other; 1 to 60,000
 * @param segmentMillis time after which a new segment begins; at least 1
 * @param segmentBytes size after which a new segment begins; 64 KiB or more
 */
public record JournalConfig(
        Path directory,
        String bootId,
        long firstIndex,
        long coveredIndex,
        int syncWindowMillis,
        int longWindowMillis,
        long segmentMillis,
        long segmentBytes) {
    private static final int WINDOW_MILLIS = 20;
    private static final int LONG_WINDOW_MILLIS = 5_000;
    private static final int WINDOW_MILLIS_MAX = 60_000;
    private static final long HOUR_MILLIS = 3_600_000;
    private static final long SEGMENT_BYTES = 64 << 20;
    private static final long SEGMENT_BYTES_MIN = 64 << 10;

    /** Checks every range. */
    public JournalConfig {
        Objects.requireNonNull(directory, "directory");
        require(
                bootId.length() <= RecordFormat.BOOT_ID_BYTES_MAX
                        && bootId.chars().allMatch(c -> c > ' ' && c < 0x7f),
                "boot id is not up to 64 printable ASCII characters: " + bootId);
        require(firstIndex >= 1, "first index " + firstIndex + " is below 1");
        require(coveredIndex >= 0, "covered index " + coveredIndex + " is below 0");
        requireWindow(syncWindowMillis);
        requireWindow(longWindowMillis);
        require(segmentMillis >= 1, "segment time of " + segmentMillis + " ms is below 1");
        require(
                segmentBytes >= SEGMENT_BYTES_MIN,
                "segment size of " + segmentBytes + " bytes is below " + SEGMENT_BYTES_MIN);
    }

    /** The defaults: first index 1, nothing covered, 20 ms and 5 s, one hour, 64 MiB. */
    public static JournalConfig of(Path directory, String bootId) {
        return new JournalConfig(
                directory,
                bootId,
                1,
                0,
                WINDOW_MILLIS,
                LONG_WINDOW_MILLIS,
                HOUR_MILLIS,
                SEGMENT_BYTES);
    }

    /** The same, for a journal whose first entry gets {@code index} if it does not exist yet. */
    public JournalConfig withFirstIndex(long index) {
        return new JournalConfig(
                directory,
                bootId,
                index,
                coveredIndex,
                syncWindowMillis,
                longWindowMillis,
                segmentMillis,
                segmentBytes);
    }

    /** The same, with a durable view that covers entries up to {@code index}. */
    public JournalConfig withCoveredIndex(long index) {
        return new JournalConfig(
                directory,
                bootId,
                firstIndex,
                index,
                syncWindowMillis,
                longWindowMillis,
                segmentMillis,
                segmentBytes);
    }

    /** The same with another sync window. */
    public JournalConfig withSyncWindowMillis(int millis) {
        return new JournalConfig(
                directory,
                bootId,
                firstIndex,
                coveredIndex,
                millis,
                longWindowMillis,
                segmentMillis,
                segmentBytes);
    }

    /** The same with another window for what may wait longer. */
    public JournalConfig withLongWindowMillis(int millis) {
        return new JournalConfig(
                directory,
                bootId,
                firstIndex,
                coveredIndex,
                syncWindowMillis,
                millis,
                segmentMillis,
                segmentBytes);
    }

    /** The same with other limits of a segment. */
    public JournalConfig withSegments(long millis, long bytes) {
        return new JournalConfig(
                directory,
                bootId,
                firstIndex,
                coveredIndex,
                syncWindowMillis,
                longWindowMillis,
                millis,
                bytes);
    }

    private static void requireWindow(int millis) {
        require(
                millis >= 1 && millis <= WINDOW_MILLIS_MAX,
                "sync window of " + millis + " ms is not between 1 and " + WINDOW_MILLIS_MAX);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
