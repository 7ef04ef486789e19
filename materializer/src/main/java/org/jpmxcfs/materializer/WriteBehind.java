package org.jpmxcfs.materializer;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Invariants;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.materializer.sqlite.PinnedContents;
import org.jpmxcfs.materializer.sqlite.StoreException;
import org.jpmxcfs.materializer.tree.Changes;
import org.jpmxcfs.materializer.tree.StateDigest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies entries to the tree on the caller's thread and stores what they changed on a thread of
 * its own, some time later, so that no mutation waits for the database.
 *
 * <p>A cut of the changes is taken under the lock that also covers {@code apply}; everything slow
 * happens outside it. The journal is synced up to the cut before the cut is committed: the database
 * never holds an entry that the journal could still lose.
 */
final class WriteBehind implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);
    private static final long STOP_MILLIS_MAX = 30_000;

    private final Journal journal;
    private final MaterializerConfig config;
    private final LongSupplier nanoClock;
    private final Thread thread = new Thread(this::run, "flush");

    private final ReentrantLock flushLock = new ReentrantLock(); // one flush or exchange at a time
    private final ReentrantLock lock = new ReentrantLock(); // guards the tree and what follows
    private final Condition work = lock.newCondition();
    private final Condition space = lock.newCondition();
    private boolean stopping;
    private final FlushSchedule schedule;
    private final FlushRecord record;
    private boolean inFlight; // a cut is being stored
    private long inFlightSinceNanos; // when the first change of it was made, if in flight
    private long flushedIndex;
    private volatile StoredTree current; // written under both locks
    private volatile LongConsumer flushListener = nanos -> {};

    WriteBehind(
            StoredTree current,
            Journal journal,
            MaterializerConfig config,
            LongSupplier nanoClock) {
        this.current = current;
        this.journal = journal;
        this.config = config;
        this.nanoClock = nanoClock;
        this.schedule = new FlushSchedule(config);
        this.record = new FlushRecord(config.retryMillis());
        this.flushedIndex = current.store().appliedIndex();
        thread.setDaemon(true);
    }

    /** Begins to store changes by itself. */
    void start() {
        noteFold();
        thread.start();
    }

    /** Makes what takes the place of the present tree and database. */
    @FunctionalInterface
    interface Exchange {
        StoredTree run(StoredTree present) throws IOException;
    }

    /** The tree and the database that it is stored in. */
    StoredTree current() {
        return current;
    }

    /**
     * Puts another tree and database in the place of the present ones, whose changes are not stored
     * any more. Nothing is stored while {@code exchange} runs; when it throws, all goes on as
     * before. Called while nothing is applied.
     */
    void exchange(Exchange exchange) throws IOException {
        flushLock.lock();
        try {
            StoredTree next = exchange.run(current);
            lock.lock();
            try {
                current = next;
                schedule.taken();
                record.startOver();
                noteFold();
                flushedIndex = next.store().appliedIndex();
                space.signalAll();
            } finally {
                lock.unlock();
            }
        } finally {
            flushLock.unlock();
        }
    }

    /**
     * Applies an entry; holds the caller back for a bounded time when too much is pending.
     *
     * @throws IllegalStateException when it cannot be applied, or one before it could not. The tree
     *     may have a part of it: readers are served from it, and nothing more is stored
     */
    Outcome apply(Entry entry) {
        lock.lock();
        try {
            if (record.broken() != null) {
                throw new IllegalStateException(record.broken());
            }
            awaitSpace();
            Outcome outcome = current.tree().apply(entry);
            noteChange();
            return outcome;
        } catch (RuntimeException | Error e) {
            record.breakOff(e);
            space.signalAll();
            throw new IllegalStateException(record.broken(), e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stores everything that is applied when it is called, and brings it into the one file as far
     * as readers allow; the rest follows by itself.
     *
     * @throws IOException when the journal or the database failed; nothing is lost, and it will be
     *     tried again
     */
    void flush() throws IOException {
        flushLock.lock();
        try {
            Changes changes = cut();
            if (changes != null) {
                store(changes);
            }
            fold();
        } finally {
            flushLock.unlock();
        }
    }

    private void store(Changes changes) throws IOException {
        long startNanos = nanoClock.getAsLong();
        try {
            journal.sync(changes.appliedIndex());
            Invariants.check(
                    journal.syncedIndex() >= changes.appliedIndex(),
                    "the journal is synced to %d, the database would hold entry %d",
                    journal.syncedIndex(),
                    changes.appliedIndex());
            current.store().flush(changes);
        } catch (IOException | RuntimeException | Error e) {
            takeBack(changes, e);
            throw e;
        }
        long nanos = nanoClock.getAsLong() - startNanos;
        finish(changes, nanos);
        tell(nanos);
    }

    private void fold() throws IOException {
        try {
            current.store().fold();
            noteFold();
        } catch (IOException | RuntimeException | Error e) {
            noteFailure(e);
            throw e;
        }
    }

    /** What readers keep from getting into the one file is tried again later. */
    private void noteFold() {
        lock.lock();
        try {
            record.succeeded(flushedIndex);
            if (!current.store().isFolded()) {
                schedule.unfolded(nanoClock.getAsLong());
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void tell(long nanos) {
        try {
            flushListener.accept(nanos);
        } catch (RuntimeException e) {
            LOG.warn("a listener failed after a flush, which was done: {}", e.toString(), e);
        }
    }

    /** What the tree holds now, and the database with it. */
    StateCut cutState() throws IOException {
        while (true) {
            StoredTree present = current;
            PinnedContents contents = present.store().contents();
            try {
                StateCut cut = cutState(present, contents);
                if (cut != null) {
                    return cut;
                }
            } catch (IOException | RuntimeException e) {
                contents.close();
                throw e;
            }
            contents.close();
        }
    }

    // Under the lock: what is not in memory now is stored, and is pinned before it can be replaced.
    private StateCut cutState(StoredTree present, PinnedContents contents) throws IOException {
        lock.lock();
        try {
            if (current != present) {
                return null; // it was opened under a name that is another's now
            }
            contents.pin();
            return new StateCut(StateDigest.cut(present.tree()), contents);
        } finally {
            lock.unlock();
        }
    }

    /** Tells {@code listener} how long each transaction took, in nanoseconds, from now on. */
    void onFlush(LongConsumer listener) {
        flushListener = listener;
    }

    /** How the database keeps up. */
    FlushStatus status() {
        lock.lock();
        try {
            return record.status(current, flushedIndex, lagMillis());
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread; what is not stored by then stays for a last {@link #flush}. */
    @Override
    public void close() {
        lock.lock();
        try {
            stopping = true;
            work.signalAll();
            space.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(STOP_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (awaitDue()) {
            try {
                flush();
            } catch (IOException | RuntimeException | Error e) {
                // takeBack has logged it and set the time of the next try.
                LOG.debug("flush failed", e);
            }
        }
    }

    /** Waits until a flush is due; false when it is time to stop. */
    private boolean awaitDue() {
        lock.lock();
        try {
            while (!stopping) {
                long waitNanos =
                        schedule.waitNanos(nanoClock.getAsLong(), current.tree().pendingBytes());
                if (record.broken() != null || waitNanos == FlushSchedule.NEVER) {
                    work.await();
                } else if (waitNanos > 0) {
                    work.awaitNanos(waitNanos);
                } else {
                    return true;
                }
            }
            return false;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void awaitSpace() {
        long leftNanos = TimeUnit.MILLISECONDS.toNanos(config.backPressureMillis());
        // While flushes fail, waiting would not help; a tree's worth of changes fits in memory.
        while (current.tree().pendingBytes() > 2L * config.flushBytes()
                && !record.isFailing()
                && !stopping
                && leftNanos > 0) {
            try {
                leftNanos = space.awaitNanos(leftNanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void noteChange() {
        if (schedule.changed(nanoClock.getAsLong(), current.tree().pendingBytes())) {
            work.signal();
        }
    }

    private Changes cut() throws StoreException {
        lock.lock();
        try {
            if (record.broken() != null) {
                throw new StoreException(StoreException.Reason.FAILED, record.broken());
            }
            Changes changes = schedule.isDirty() ? current.tree().drainChanges() : null;
            if (changes != null) {
                inFlight = true;
                inFlightSinceNanos = schedule.oldestNanos();
            }
            schedule.taken();
            return changes;
        } finally {
            lock.unlock();
        }
    }

    private void finish(Changes changes, long nanos) {
        lock.lock();
        try {
            current.tree().flushed(changes);
            flushedIndex = changes.appliedIndex();
            inFlight = false;
            record.committed(nanos);
            space.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void takeBack(Changes changes, Throwable cause) {
        lock.lock();
        try {
            current.tree().flushFailed(changes);
            inFlight = false;
            schedule.takenBack(inFlightSinceNanos, nanoClock.getAsLong());
            noteFailure(cause);
        } finally {
            lock.unlock();
        }
    }

    private void noteFailure(Throwable cause) {
        lock.lock();
        try {
            schedule.failed(nanoClock.getAsLong());
            record.failed(cause);
            space.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private long lagMillis() {
        if (!inFlight && !schedule.isDirty()) {
            return 0;
        }
        long oldestNanos = inFlight ? inFlightSinceNanos : schedule.oldestNanos();
        return TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - oldestNanos);
    }
}
