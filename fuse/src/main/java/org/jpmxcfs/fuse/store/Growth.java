package org.jpmxcfs.fuse.store;

import java.util.concurrent.atomic.AtomicInteger;
import org.jpmxcfs.log.chronicle.JournalStat;

/**
 * Whether a journal grows past its limit while old segments are on their way out. One that is above
 * its limit from the start, as after the limit was lowered, is let come down in its own time.
 */
final class Growth {
    private final long segmentBytes;
    private final AtomicInteger begun = new AtomicInteger(); // segments since the last look
    private long ceilingBytes = Long.MAX_VALUE;
    private long closedBytes;

    /**
     * Nothing seen yet.
     *
     * @param segmentBytes size at which a segment ends
     */
    Growth(long segmentBytes) {
        this.segmentBytes = segmentBytes;
    }

    /** Takes note of the present size. */
    void look(JournalStat journal, long bytesMax) {
        begun.set(0);
        closedBytes = journal.closedBytes();
        ceilingBytes = Math.max(bytesMax, Math.min(ceilingBytes, closedBytes));
    }

    /** A segment is begun, so that one more is closed. Any thread. */
    void segmentBegun() {
        begun.incrementAndGet();
    }

    /** Whether there is no time left for anything that takes long. */
    boolean isPastLimit() {
        return closedBytes + begun.get() * segmentBytes > ceilingBytes;
    }
}
