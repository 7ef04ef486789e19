package org.jpmxcfs.transport.local;

import java.util.Optional;
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
 *
 * <p>What is in the journal must be in the state. Where an entry that may be in the journal is not
 * applied, for whatever reason, nothing more is ordered: the entries after it would give another
 * state than a replay of the journal.
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

    private volatile String trouble; // set once: nothing is acknowledged after it
    private volatile Runnable quorumListener = () -> {};
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
        Entry entry;
        Outcome outcome;
        lock.lock();
        try {
            if (isClosed || trouble != null) {
                return Outcome.refused(Refusal.IO_ERROR);
            }
            entry =
                    new Entry(
                            journal.lastIndex() + 1,
                            TERM,
                            NODE_ID,
                            NEVER_RETRIED,
                            clockMillis.getAsLong(),
                            decide.apply(mutation));
            outcome = order(entry);
        } catch (JournalException e) {
            return refused(e);
        } finally {
            lock.unlock();
        }
        boolean isSynced = durability == Durability.ALWAYS && trouble == null;
        return isSynced ? synced(entry.index(), outcome) : outcome;
    }

    private Outcome order(Entry entry) throws JournalException {
        try {
            journal.append(entry);
        } catch (RuntimeException | Error e) {
            return failed(e); // the entry may be in the journal
        }
        try {
            return machine.apply(entry);
        } catch (RuntimeException | Error e) {
            String where = "entry " + entry.index() + " is in the journal and cannot be applied: ";
            return stopped(where + reason(e), e);
        }
    }

    @Override
    public Outcome sync() {
        return synced(journal.lastIndex(), Outcome.done());
    }

    @Override
    public boolean isQuorate() {
        return trouble == null;
    }

    @Override
    public void onQuorumChange(Runnable listener) {
        quorumListener = listener;
    }

    @Override
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
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
        } catch (RuntimeException | Error e) {
            return failed(e);
        }
    }

    private Outcome refused(JournalException e) {
        if (e.reason() == JournalException.Reason.FULL) {
            LOG.warn("refused a change: {}", e.getMessage());
            return Outcome.refused(Refusal.NO_SPACE);
        }
        return failed(e);
    }

    private Outcome failed(Throwable cause) {
        return stopped(
                "the journal failed: " + reason(cause) + "; restart once that is mended", cause);
    }

    private Outcome stopped(String why, Throwable cause) {
        if (trouble == null) {
            trouble = why;
            LOG.error("read-only from here on: {}", why, cause);
            quorumListener.run();
        }
        return Outcome.refused(Refusal.IO_ERROR);
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
