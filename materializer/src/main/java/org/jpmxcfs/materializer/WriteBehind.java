package org.jpmxcfs.materializer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
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
    private boolean dirty; // something is applied and in no cut yet
    private long dirtySinceNanos; // when the first such change was made, if dirty
    private long dueNanos; // when the next flush is to start, if dirty
    private boolean inFlight; // a cut is being stored
    private long inFlightSinceNanos; // when the first change of it was made, if in flight
    private long flushedIndex;
    private long flushCount;
    private long failureCount;
    private long flushNanosTotal;
    private long flushNanosMax;
    private String lastError;
    private String broken; // why the tree is not what the journal says; null while it is
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
        this.flushedIndex = current.store().appliedIndex();
        thread.setDaemon(true);
    }

    /** Begins to store changes by itself. */
    void start() {
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
                dirty = false;
                flushedIndex = next.store().appliedIndex();
                lastError = null;
                broken = null;
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
            if (broken != null) {
                throw new IllegalStateException(broken);
            }
            awaitSpace();
            Outcome outcome = current.tree().apply(entry);
            noteChange();
            return outcome;
        } catch (RuntimeException | Error e) {
            throw breakOff(e);
        } finally {
            lock.unlock();
        }
    }

    private IllegalStateException breakOff(Throwable cause) {
        if (broken == null) {
            Throwable first = cause instanceof UncheckedIOException io ? io.getCause() : cause;
            String why = first.getMessage() == null ? first.toString() : first.getMessage();
            broken = why + "; restart jpmxcfs, which then makes the database anew from the journal";
            lastError = broken;
            space.signalAll();
        }
        return new IllegalStateException(broken, cause);
    }

    /**
     * Stores everything that is applied when it is called.
     *
     * @throws IOException when the journal or the database failed; nothing is lost, and it will be
     *     tried again
     */
    void flush() throws IOException {
        flushLock.lock();
        try {
            long startNanos = nanoClock.getAsLong();
            Changes changes = cut();
            if (changes == null) {
                return;
            }
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
        } finally {
            flushLock.unlock();
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
            return new FlushStatus(
                    current.tree().appliedIndex(),
                    flushedIndex,
                    current.tree().pendingBytes(),
                    lagMillis(),
                    flushCount,
                    failureCount,
                    flushNanosTotal,
                    flushNanosMax,
                    Optional.ofNullable(lastError));
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
                if (!dirty || broken != null) {
                    work.await();
                    continue;
                }
                long waitNanos = dueNanos - nanoClock.getAsLong();
                boolean full =
                        lastError == null && current.tree().pendingBytes() >= config.flushBytes();
                if (waitNanos <= 0 || full) {
                    return true;
                }
                work.awaitNanos(waitNanos);
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
                && lastError == null
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
        if (!dirty) {
            dirty = true;
            dirtySinceNanos = nanoClock.getAsLong();
            dueNanos = dirtySinceNanos + TimeUnit.MILLISECONDS.toNanos(config.flushDelayMillis());
            work.signal();
        } else if (current.tree().pendingBytes() >= config.flushBytes()) {
            work.signal();
        }
    }

    private Changes cut() throws StoreException {
        lock.lock();
        try {
            if (broken != null) {
                throw new StoreException(StoreException.Reason.FAILED, broken);
            }
            if (!dirty) {
                return null;
            }
            Changes changes = current.tree().drainChanges();
            dirty = false;
            inFlight = true;
            inFlightSinceNanos = dirtySinceNanos;
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
            flushCount++;
            flushNanosTotal += nanos;
            flushNanosMax = Math.max(flushNanosMax, nanos);
            if (lastError != null) {
                LOG.info("the database is being written again, up to entry {}", flushedIndex);
                lastError = null;
            }
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
            dirty = true;
            dirtySinceNanos = inFlightSinceNanos;
            dueNanos = nanoClock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(config.retryMillis());
            failureCount++;
            if (lastError == null) {
                LOG.error(
                        "the database can not be written; changes are safe in the journal and it"
                                + " is tried again every {} ms: {}",
                        config.retryMillis(),
                        cause.getMessage());
            }
            lastError = broken != null ? broken : String.valueOf(cause.getMessage());
            space.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private long lagMillis() {
        if (!inFlight && !dirty) {
            return 0;
        }
        long oldestNanos = inFlight ? inFlightSinceNanos : dirtySinceNanos;
        return TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - oldestNanos);
    }
}
