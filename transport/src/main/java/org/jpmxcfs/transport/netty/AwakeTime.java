package org.jpmxcfs.transport.netty;

import java.util.concurrent.TimeUnit;

/**
 * Time as the loop thread has lived it: while this process was stopped, or busy for long, it could
 * not hear the others, so that this was no silence of theirs.
 */
final class AwakeTime {
    private static final long STEP_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(250);

    private long lastNanos;
    private long awakeNanos;

    AwakeTime(long nowNanos) {
        lastNanos = nowNanos;
    }

    /** Goes on to a reading of the clock. */
    void advance(long nowNanos) {
        awakeNanos += Math.min(Math.max(nowNanos - lastNanos, 0), STEP_NANOS_MAX);
        lastNanos = nowNanos;
    }

    /** The time as of the last {@link #advance}, in nanoseconds since the start. */
    long nanos() {
        return awakeNanos;
    }
}
