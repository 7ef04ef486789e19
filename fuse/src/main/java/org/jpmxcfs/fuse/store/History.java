package org.jpmxcfs.fuse.store;

import java.time.Duration;
import java.util.List;
import org.jpmxcfs.log.chronicle.JournalStat;
import org.jpmxcfs.log.chronicle.JournalStat.SegmentStat;

/**
 * How much of the past the journal keeps: what is older than the age, or would soon be more than
 * the size, is dropped once enough has come together, since each time costs a copy of the tree.
 *
 * @param age entries younger than this are kept, at least a minute
 * @param bytes the most that the journal may take on the disk, at least 1 MiB; besides the quarter
 *     MiB the newest segment takes in advance
 */
public record History(Duration age, long bytes) {
    /** 30 days or 1 GiB, whichever is smaller. */
    public static final History DEFAULT = new History(Duration.ofDays(30), 1L << 30);

    private static final long BYTES_MIN = 1 << 20;
    private static final long SEGMENT_BYTES_MAX = 64 << 20;

    /**
     * One part in this many comes on top of the age before something is dropped. Of the size, one
     * is left free when the next drop begins, and two more when it has ended.
     */
    private static final int SLACK = 16;

    private static final int FREE_AFTER_DROP = 3;

    /** Refuses values out of range. */
    public History {
        if (age.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("history of " + age + " is below a minute");
        }
        if (bytes < BYTES_MIN) {
            throw new IllegalArgumentException("history of " + bytes + " bytes is below 1MiB");
        }
    }

    /** Size at which a segment ends, so that the size of the whole can be kept. */
    long segmentBytes() {
        return Math.min(SEGMENT_BYTES_MAX, bytes / SLACK);
    }

    /** Time after which a segment ends, so that the age can be kept; a minute to an hour. */
    long segmentMillis() {
        long part = Math.max(Duration.ofMinutes(1).toMillis(), age.toMillis() / SLACK);
        return Math.min(Duration.ofHours(1).toMillis(), part);
    }

    /**
     * Index of the first entry to keep of a journal.
     *
     * @param nowMillis milliseconds since 1970
     * @param room the most that the journal may take for the disk's sake, in bytes
     */
    long firstIndexToKeep(JournalStat journal, long nowMillis, long room) {
        return Math.max(
                firstYoung(journal, nowMillis - age.toMillis()),
                firstInSize(journal, bytesMax(room)));
    }

    /**
     * The most that the journal may take. A disk without space still leaves it two segments, the
     * newest of which is never dropped.
     *
     * @param room the most that it may take for the disk's sake
     */
    long bytesMax(long room) {
        return Math.min(bytes, Math.max(2 * segmentBytes(), room));
    }

    /** A segment is as old as its newest entry, which the next one's beginning tells. */
    private long firstYoung(JournalStat journal, long limitMillis) {
        List<SegmentStat> segments = journal.segments();
        long[] started = startedMillis(segments);
        long slackMillis = age.toMillis() / SLACK;
        int first = 0;
        while (first + 1 < segments.size() && started[first + 1] <= limitMillis) {
            first++;
        }
        boolean isWorthIt = started[0] <= limitMillis - slackMillis;
        return isWorthIt ? segments.get(first).firstIndex() : journal.firstIndex();
    }

    /**
     * When each segment was begun. None was begun after the one that follows it: where the times
     * say so, the clock had run ahead and was set back.
     */
    private static long[] startedMillis(List<SegmentStat> segments) {
        long[] started = new long[segments.size()];
        long next = Long.MAX_VALUE;
        for (int i = started.length - 1; i >= 0; i--) {
            next = Math.min(next, segments.get(i).startedMillis());
            started[i] = next;
        }
        return started;
    }

    private long firstInSize(JournalStat journal, long bytesMax) {
        List<SegmentStat> segments = journal.segments();
        long left = journal.diskBytes();
        if (left <= bytesMax - bytesMax / SLACK) {
            return journal.firstIndex();
        }
        int first = 0;
        while (first + 1 < segments.size()
                && left > bytesMax - FREE_AFTER_DROP * bytesMax / SLACK) {
            left -= segments.get(first).diskBytes();
            first++;
        }
        return segments.get(first).firstIndex();
    }
}
