package org.jpmxcfs.log.chronicle;

import net.openhft.chronicle.core.time.TimeProvider;

/**
 * The time that Chronicle sees. It stands still until a new segment is wanted, so that Chronicle
 * rolls when the journal says so and never because a wall clock jumped.
 */
final class SegmentClock implements TimeProvider {
    private volatile long timeMillis;

    /** Stands at the start of {@code cycle}. */
    SegmentClock(int cycle) {
        set(cycle);
    }

    void set(int cycle) {
        timeMillis = SegmentFiles.timeOf(cycle);
    }

    @Override
    public long currentTimeMillis() {
        return timeMillis;
    }
}
