package org.jpmxcfs.transport.corosync;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.Sequencer;
import org.jpmxcfs.transport.corosync.sync.FileInput;
import org.jpmxcfs.transport.corosync.wire.FileChange;

/**
 * The order of a Corosync cluster. A change is sent to all members, and answered when it has come
 * back and was applied here. It cannot be taken back: one that does not come in time may still be
 * applied later, by all.
 */
public final class CorosyncSequencer implements Sequencer {
    private static final long WAIT_SECONDS_MAX = 60;

    private final CorosyncEngine engine;
    private final Journal journal;
    private final GroupTree tree;
    private final Durability durability;
    private final AtomicLong lastToken = new AtomicLong();
    private final Map<Long, CompletableFuture<Outcome>> waiting = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    CorosyncSequencer(
            CorosyncEngine engine, Journal journal, GroupTree tree, Durability durability) {
        this.engine = engine;
        this.journal = journal;
        this.tree = tree;
        this.durability = durability;
    }

    @Override
    public Outcome submit(Mutation mutation) {
        if (mutation instanceof Mutation.LogMessage message) {
            return engine.log(message);
        }
        if (isClosed) {
            return Outcome.refused(Refusal.IO_ERROR);
        }
        if (!isQuorate()) {
            return Outcome.refused(Refusal.NO_QUORUM);
        }
        GroupTree.Request request = tree.request(mutation);
        if (request.refusal() != null) {
            return Outcome.refused(request.refusal());
        }
        Outcome outcome = send(request.changes());
        return durability == Durability.ALWAYS && outcome.isDone() ? synced(outcome) : outcome;
    }

    @Override
    public Outcome sync() {
        return synced(Outcome.done());
    }

    @Override
    public boolean isQuorate() {
        return engine.isQuorate() && !isClosed;
    }

    @Override
    public Optional<String> trouble() {
        String trouble = engine.synchronisations().trouble();
        return trouble.isEmpty() ? Optional.empty() : Optional.of(trouble);
    }

    @Override
    public boolean isWaiting() {
        return true;
    }

    @Override
    public int nodeId() {
        return engine.nodeId();
    }

    @Override
    public void close() {
        isClosed = true;
        lose();
    }

    /** The outcome of a change of this node. */
    void answer(long token, Outcome outcome) {
        CompletableFuture<Outcome> caller = waiting.remove(token);
        if (caller != null) {
            caller.complete(outcome);
        }
    }

    /** Nothing of what callers wait for is known to happen any more. */
    void lose() {
        List.copyOf(waiting.keySet())
                .forEach(token -> answer(token, Outcome.refused(Refusal.TIMED_OUT)));
    }

    private Outcome send(List<FileChange> changes) {
        List<Long> tokens = new ArrayList<>();
        CompletableFuture<Outcome> last = null;
        for (FileChange change : changes) {
            long token = lastToken.incrementAndGet();
            last = new CompletableFuture<>();
            waiting.put(token, last);
            tokens.add(token);
            engine.take(new FileInput.Submitted(token, change));
        }
        try {
            return last.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.refused(Refusal.TIMED_OUT);
        } catch (ExecutionException | TimeoutException e) {
            return Outcome.refused(Refusal.TIMED_OUT);
        } finally {
            tokens.forEach(waiting::remove);
        }
    }

    private Outcome synced(Outcome outcome) {
        try {
            journal.sync(journal.lastIndex());
            return outcome;
        } catch (JournalException e) {
            return Outcome.refused(Refusal.IO_ERROR);
        }
    }
}
