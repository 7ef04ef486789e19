package org.jpmxcfs.materializer;

import java.util.concurrent.TimeUnit;

/**
 * When changes are to be stored: the oldest after a delay, all when nothing has come for a while,
 * and at once when many wait, so that a start after a crash has few entries to replay. Owned by who
 * holds the lock of the changes.
 */
final class FlushSchedule {
    /** Nothing is to be stored. */
    static final long NEVER = Long.MAX_VALUE;

    private final MaterializerConfig config;
    private boolean dirty; // something is applied and in no cut yet
    private long oldestNanos; // when the first such change was made, if dirty
    private long newestNanos; // when the last such change was made, if dirty
    private int entries; // how many there are
    private boolean held; // the last try failed: nothing is tried before this time
    private long heldUntilNanos;
    private boolean unfolded; // what is stored is not in the one file yet
    private long foldNanos; // when that is to be tried again, if unfolded

    FlushSchedule(MaterializerConfig config) {
        this.config = config;
    }

    /** Whether something waits to be stored. */
    boolean isDirty() {
        return dirty;
    }

    /** When the oldest change was made that waits; meaningless when none does. */
    long oldestNanos() {
        return oldestNanos;
    }

    /**
     * An entry was applied.
     *
     * @param pendingBytes what waits now
     * @return whether who waits for {@link #waitNanos} must ask again
     */
    boolean changed(long nowNanos, long pendingBytes) {
        boolean first = !dirty;
        if (first) {
            dirty = true;
            oldestNanos = nowNanos;
            entries = 0;
        }
        newestNanos = nowNanos;
        entries++;
        return first || isFull(pendingBytes);
    }

    /**
     * How long to wait before storing, at 0 and below not at all. What comes meanwhile may make it
     * longer or shorter.
     *
     * @return {@link #NEVER} when nothing waits
     */
    long waitNanos(long nowNanos, long pendingBytes) {
        if (held && heldUntilNanos > nowNanos) {
            return heldUntilNanos - nowNanos;
        }
        long waitNanos = unfolded ? foldNanos - nowNanos : NEVER;
        if (dirty) {
            long oldNanos = oldestNanos + nanos(config.flushDelayMillis()) - nowNanos;
            long quietNanos = newestNanos + nanos(config.quietMillis()) - nowNanos;
            long dueNanos = isFull(pendingBytes) ? 0 : Math.min(oldNanos, quietNanos);
            waitNanos = Math.min(waitNanos, dueNanos);
        }
        return waitNanos;
    }

    /** All that waited is being stored. */
    void taken() {
        dirty = false;
        held = false;
        unfolded = false;
    }

    /** What was taken waits again, and is to be tried again after a pause. */
    void takenBack(long sinceNanos, long nowNanos) {
        if (!dirty) {
            dirty = true;
            newestNanos = nowNanos;
        }
        oldestNanos = sinceNanos;
        failed(nowNanos);
    }

    /** The last try failed. */
    void failed(long nowNanos) {
        held = true;
        heldUntilNanos = nowNanos + nanos(config.retryMillis());
    }

    /** What is stored is not in the one file yet, for the time being. */
    void unfolded(long nowNanos) {
        unfolded = true;
        foldNanos = nowNanos + nanos(config.quietMillis());
    }

    private boolean isFull(long pendingBytes) {
        return pendingBytes >= config.flushBytes() || entries >= MaterializerConfig.FLUSH_ENTRIES;
    }

    private static long nanos(int millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
