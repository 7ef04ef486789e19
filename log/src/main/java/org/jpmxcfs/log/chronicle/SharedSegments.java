package org.jpmxcfs.log.chronicle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The segments of an open journal, and which of them its readers are in. The writer changes it,
 * readers on any thread look at it.
 */
final class SharedSegments {
    private final Map<ChronicleReader, Long> pinned = new HashMap<>();
    private volatile SegmentTable table;

    SharedSegments(SegmentTable table) {
        this.table = table;
    }

    SegmentTable table() {
        return table;
    }

    synchronized void add(Segment segment) {
        table = table.with(segment);
    }

    /** Index of the first entry that {@link #drop} would leave. */
    synchronized long firstIndexAfter(long index, long neededElsewhere) {
        return table.without(droppable(index, neededElsewhere)).firstIndex();
    }

    private int droppable(long index, long neededElsewhere) {
        long pinnedHere =
                pinned.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        return table.droppable(index, Math.min(pinnedHere, neededElsewhere));
    }

    /**
     * Forgets, and gives back, the oldest segments that nobody needs for {@code index} and on.
     *
     * @param neededElsewhere lowest number of a segment that another process reads
     */
    synchronized List<Segment> drop(long index, long neededElsewhere) {
        int count = droppable(index, neededElsewhere);
        List<Segment> dropped = table.all().subList(0, count);
        table = table.without(count);
        return dropped;
    }

    /** The segment that holds an entry, kept for the reader until its next call. */
    synchronized Segment pin(ChronicleReader reader, long index) {
        Segment segment = table.holding(index);
        pinned.put(reader, segment.number());
        return segment;
    }

    synchronized void release(ChronicleReader reader) {
        pinned.remove(reader);
    }
}
