package org.jpmxcfs.transport.local;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.Sequencer;
import org.jpmxcfs.transport.StateMachine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order of a node without a cluster: first come, first served. The thread that submits carries
 * its mutation through journal and state machine itself while it holds the lock: on one machine
 * handing it to a writer thread and waiting would cost two context switches, more than the work.
 */
public final class LocalSequencer implements Sequencer {
    private static final Logger LOG = LoggerFactory.getLogger(LocalSequencer.class);
    private static final int NODE_ID = 0;
    private static final long TERM = 0;
    private static final long NEVER_RETRIED = 0;

    private final ReentrantLock lock = new ReentrantLock();
    private final Journal journal;
    private final StateMachine machine;
    private final Durability durability;
    private final LongSupplier clockMillis;
    private final UnaryOperator<Mutation> decide;

    private volatile JournalException failure; // set once: nothing is acknowledged after it
    private boolean isClosed; // guarded by lock

    /**
     * Orders into {@code journal}, which has been replayed into {@code machine}.
     *
     * @param clockMillis milliseconds since 1970: the time that mutations carry
     */
    public LocalSequencer(
            Journal journal,
            StateMachine machine,
            Durability durability,
            LongSupplier clockMillis) {
        this(journal, machine, durability, clockMillis, UnaryOperator.identity());
    }

    /**
     * The same, where {@code decide} says what is put into the order for each request: the request,
     * or what this node's own clock turns it into. It sees the state as of the entry before.
     */
    public LocalSequencer(
            Journal journal,
            StateMachine machine,
            Durability durability,
            LongSupplier clockMillis,
            UnaryOperator<Mutation> decide) {
        this.journal = journal;
        this.machine = machine;
        this.durability = durability;
        this.clockMillis = clockMillis;
        this.decide = decide;
    }

    @Override
    public Outcome submit(Mutation mutation) {
        long index;
        Outcome outcome;
        lock.lock();
        try {
            if (isClosed || failure != null) {
                return Outcome.refused(Refusal.IO_ERROR);
            }
            index = journal.lastIndex() + 1;
            Entry entry =
                    new Entry(
                            index,
                            TERM,
                            NODE_ID,
                            NEVER_RETRIED,
                            clockMillis.getAsLong(),
                            decide.apply(mutation));
            journal.append(entry);
            outcome = machine.apply(entry);
        } catch (JournalException e) {
            return refused(e);
        } finally {
            lock.unlock();
        }
        return durability == Durability.ALWAYS ? synced(index, outcome) : outcome;
    }

    @Override
    public Outcome sync() {
        return synced(journal.lastIndex(), Outcome.done());
    }

    @Override
    public boolean isQuorate() {
        return failure == null;
    }

    @Override
    public boolean isWaiting() {
        return durability == Durability.ALWAYS;
    }

    @Override
    public int nodeId() {
        return NODE_ID;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
        } finally {
            lock.unlock();
        }
    }

    private Outcome synced(long index, Outcome outcome) {
        try {
            journal.sync(index);
            return outcome;
        } catch (JournalException e) {
            return refused(e);
        }
    }

    private Outcome refused(JournalException e) {
        if (e.reason() == JournalException.Reason.FULL) {
            LOG.warn("refused a change: {}", e.getMessage());
            return Outcome.refused(Refusal.NO_SPACE);
        }
        if (failure == null) {
            failure = e;
            LOG.error(
                    "read-only from here on, restart once the cause is gone: {}",
                    e.getMessage(),
                    e);
        }
        return Outcome.refused(Refusal.IO_ERROR);
    }
}
