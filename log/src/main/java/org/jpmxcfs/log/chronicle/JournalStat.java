package org.jpmxcfs.log.chronicle;

import java.nio.file.Path;
import java.util.List;

/**
 * Size and reach of a journal at one moment.
 *
 * @param directory where it lies
 * @param segments its files, oldest first
 * @param firstIndex index of the oldest entry; {@code lastIndex + 1} when it holds none
 * @param lastIndex index of the newest entry
 * @param oldestTimeMillis time in the oldest entry, milliseconds since 1970; 0 when it holds none
 * @param newestTimeMillis time in the newest entry; 0 when it holds none
 */
public record JournalStat(
        Path directory,
        List<SegmentStat> segments,
        long firstIndex,
        long lastIndex,
        long oldestTimeMillis,
        long newestTimeMillis) {
    /**
     * One file.
     *
     * @param file where it is
     * @param firstIndex index of the first entry that was appended to it
     * @param startedMillis when it was begun, by the clock of the writer: everything in it is
     *     newer, everything in earlier segments older
     * @param diskBytes space that it takes
     */
    public record SegmentStat(Path file, long firstIndex, long startedMillis, long diskBytes) {}

    /** Space that all segments take, in bytes. */
    public long diskBytes() {
        return segments.stream().mapToLong(SegmentStat::diskBytes).sum();
    }

    /** The same without the newest segment, which takes some space in advance. */
    public long closedBytes() {
        return segments.stream()
                .limit(Math.max(0, segments.size() - 1))
                .mapToLong(SegmentStat::diskBytes)
                .sum();
    }
}
