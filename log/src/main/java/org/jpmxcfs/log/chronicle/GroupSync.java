package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.SyncRule;

/**
 * Real syncs, shared: one thread syncs all that is there, and those that came meanwhile find their
 * entries covered, or lead the next one. Safe for use by several threads.
 */
final class GroupSync implements SyncLoop.Subject {
    /** What beginning a segment does while no sync can run. */
    @FunctionalInterface
    interface Exchange {
        /** Returns the index of the last entry, all up to it on stable storage. */
        long run() throws IOException;
    }

    /** More than this never waits longer than others. */
    private static final long LONG_WINDOW_BYTES = 1 << 20;

    private final SegmentWriter writer;
    private final Failure failure;
    private final LongSupplier lastIndex;
    private final long longWindowNanos; // 0 where nothing may wait longer
    private volatile SyncRule rule = SyncRule.NONE;
    // Held while the newest file is synced or exchanged.
    private final ReentrantLock lock = new ReentrantLock();
    // Moves back by a truncation only.
    private volatile long syncedIndex;
    // Entries up to here may wait longer.
    private volatile long patientIndex;
    // When the oldest entry was appended that no sync has begun to cover; 0 for none.
    private volatile long waitingSinceNanos;
    // The same for those that may not wait longer.
    private volatile long urgentSinceNanos;
    // The same for those that the sync under way covers.
    private volatile long syncingSinceNanos;
    private volatile long longestWaitNanos;
    private volatile long syncCount;

    GroupSync(JournalConfig config, SegmentWriter writer, Failure failure, LongSupplier lastIndex) {
        this.writer = writer;
        this.failure = failure;
        this.lastIndex = lastIndex;
        boolean differ = config.longWindowMillis() > config.syncWindowMillis();
        this.longWindowNanos =
                differ ? TimeUnit.MILLISECONDS.toNanos(config.longWindowMillis()) : 0;
        this.syncedIndex = lastIndex.getAsLong();
    }

    long syncedIndex() {
        return syncedIndex;
    }

    /** From now on, this says which entries may wait longer. */
    void follow(SyncRule rule) {
        this.rule = rule;
    }

    /** Notes when the oldest entry without a sync was appended; called after each append. */
    void appended(long index) {
        long before = index - 1;
        if (urgentSinceNanos == 0 || before == syncedIndex || before == patientIndex) {
            long nanos = System.nanoTime();
            urgentSinceNanos = nanos;
            if (waitingSinceNanos == 0 || before == syncedIndex) {
                waitingSinceNanos = nanos;
            }
        }
    }

    SyncStatus status() {
        long urgentNanos = ageNanos(syncingSinceNanos == 0 ? urgentSinceNanos : syncingSinceNanos);
        return new SyncStatus(
                syncedIndex,
                TimeUnit.NANOSECONDS.toMillis(Math.max(ageNanos(waitingSinceNanos), urgentNanos)),
                TimeUnit.NANOSECONDS.toMillis(Math.max(longestWaitNanos, urgentNanos)),
                syncCount,
                writer.writtenBytes(),
                failure.sentence());
    }

    private long ageNanos(long sinceNanos) {
        return isBehind() && sinceNanos != 0 ? System.nanoTime() - sinceNanos : 0;
    }

    /** Returns when entries up to {@code index} are on stable storage. */
    void sync(long index) throws JournalException {
        if (index <= syncedIndex && !failure.isNoted()) {
            return;
        }
        lock.lock();
        try {
            failure.check();
            if (index > syncedIndex) {
                force();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns when all that was appended, whatever it is, is on stable storage. */
    void syncRecords() throws JournalException {
        lock.lock();
        try {
            failure.check();
            force();
        } finally {
            lock.unlock();
        }
    }

    /** Exchanges the newest file. */
    void exchange(String doing, Exchange exchange) throws JournalException {
        lock.lock();
        try {
            syncedIndex = exchange.run();
        } catch (Exception | InternalError e) {
            throw failure.note(doing, e);
        } finally {
            lock.unlock();
        }
    }

    /** Runs something while the newest file stays what it is. */
    void whileNoneBegins(Runnable step) {
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }

    private void force() throws JournalException {
        syncingSinceNanos = urgentSinceNanos;
        urgentSinceNanos = 0;
        waitingSinceNanos = 0;
        long covered = lastIndex.getAsLong();
        try {
            writer.force();
        } catch (IOException e) {
            throw failure.note("syncing", e);
        }
        syncedIndex = covered;
        noteSync();
    }

    private void noteSync() {
        if (syncingSinceNanos != 0) {
            longestWaitNanos = Math.max(longestWaitNanos, System.nanoTime() - syncingSinceNanos);
        }
        syncingSinceNanos = 0;
        syncCount++;
    }

    @Override
    public long lastIndex() {
        return lastIndex.getAsLong();
    }

    @Override
    public long patienceNanos() {
        long last = lastIndex.getAsLong();
        if (longWindowNanos == 0
                || !rule.mayWait(syncedIndex, last)
                || writer.unforcedBytes() > LONG_WINDOW_BYTES) {
            return 0;
        }
        if (lastIndex.getAsLong() == last) {
            urgentSinceNanos = 0;
        }
        patientIndex = last;
        return longWindowNanos - ageNanos(waitingSinceNanos);
    }

    @Override
    public boolean isBehind() {
        return syncedIndex < lastIndex.getAsLong();
    }

    @Override
    public void syncAll() throws JournalException {
        sync(lastIndex.getAsLong());
    }
}
