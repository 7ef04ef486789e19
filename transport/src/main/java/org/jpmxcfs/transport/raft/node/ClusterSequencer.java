package org.jpmxcfs.transport.raft.node;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.ReplicatedJournal;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.Sequencer;
import org.jpmxcfs.transport.raft.core.Input;
import org.jpmxcfs.transport.raft.wire.Message;

/**
 * The order of a cluster, as one node takes part in it. What a caller is told:
 *
 * <ul>
 *   <li>An acknowledged mutation is in the journals of a majority, and this node has applied it.
 *       With {@code ALWAYS} these journals are on stable storage as far as it.
 *   <li>{@code NO_QUORUM}: no leader is known, and nothing was done.
 *   <li>{@code TIMED_OUT}: nothing is known of it; it may still happen.
 *   <li>{@code NO_SPACE}, {@code IO_ERROR}: this node cannot store its journal, and takes no part.
 *       After the first it takes part again by itself.
 * </ul>
 */
public final class ClusterSequencer implements Sequencer, LinkListener {
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long ASIDE_SECONDS_MAX = 2;
    private static final long STOP_SECONDS_MAX = 5;

    private final ClusterConfig config;
    private final ReplicatedJournal journal;
    private final Surroundings surroundings;
    private final ScheduledExecutorService executor;
    private final ReplicaLoop loop;
    private volatile ClusterListener listener;
    private volatile boolean closed;

    /**
     * Ready to {@link #start}. Journal, state and loop stay those of the caller, to be closed after
     * this.
     *
     * @param journal settled by {@link Start#settle}
     * @param state has applied nothing that is not known to be committed
     * @param marks mark of {@code journal}
     * @param loop has one thread, which also calls the methods of {@link LinkListener}
     */
    public ClusterSequencer(
            ClusterConfig config,
            ReplicatedJournal journal,
            ReplicatedState state,
            MarkFile marks,
            ScheduledExecutorService loop,
            Surroundings surroundings) {
        this.config = config;
        this.journal = journal;
        this.surroundings = surroundings;
        this.executor = loop;
        this.loop = new ReplicaLoop(config, journal, state, marks, loop, surroundings);
    }

    /**
     * Tells what other nodes publish from now on: links may be open before {@link #start}, and what
     * comes in then is not told again.
     */
    public void listen(ClusterListener newListener) {
        listener = newListener;
    }

    /**
     * Begins to take part.
     *
     * @param links their listener is this
     * @throws IOException when what is stored does not fit together, in one line with a remedy
     */
    public void start(Links links, ClusterListener newListener) throws IOException {
        listen(newListener);
        loop.start(links, newListener);
    }

    /**
     * The members that the configuration of the cluster asks for, as this node has applied it; a
     * node that joins is told before it has heard of any. Any thread.
     */
    public void want(List<Member> members) {
        execute(() -> loop.want(members));
    }

    /**
     * The journal may forget entries up to {@code index}: what is on disk besides covers them. Less
     * is dropped where another member needs them. Any thread.
     */
    public void covered(long index) {
        execute(() -> loop.step(new Input.Covered(index)));
    }

    /**
     * Hands leadership over, if this node leads and another can; before an orderly stop. Returns
     * within 2 s.
     *
     * @return whether this node does not lead now
     */
    public boolean stepAside() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        return execute(() -> loop.stepAside(done)) && isDone(done, ASIDE_SECONDS_MAX);
    }

    /** What this node knows of the cluster now. Any thread. */
    public ClusterStatus status() {
        return loop.board().status();
    }

    @Override
    public Outcome submit(Mutation mutation) {
        if (closed) {
            return Outcome.refused(Refusal.IO_ERROR);
        }
        Refusal refusal = loop.refusal();
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        if (!isQuorate()) {
            return Outcome.refused(Refusal.NO_QUORUM);
        }
        Caller caller =
                new Caller(
                        mutation,
                        surroundings.clockMillis().getAsLong(),
                        surroundings.nanoClock().getAsLong() + config.submitNanos());
        loop.submit(caller);
        return caller.await(surroundings.nanoClock(), GRACE_NANOS);
    }

    /**
     * Waits until what this node has applied is on this node's own disk. It is in the journals of a
     * majority already. Both together hold it against a power cut of all nodes at once: those that
     * may have forgotten something then elect a leader only when all voters agree, and the most
     * complete journal wins, so that it is there as long as this node's disk is.
     */
    @Override
    public Outcome sync() {
        try {
            journal.sync(loop.board().appliedIndex());
            return Outcome.done();
        } catch (JournalException e) {
            return Outcome.refused(Refusal.IO_ERROR);
        }
    }

    @Override
    public boolean isQuorate() {
        return loop.board().isQuorate();
    }

    @Override
    public void onQuorumChange(Runnable listener) {
        loop.board().onQuorumChange(listener);
    }

    @Override
    public Optional<String> trouble() {
        return Optional.of(loop.board().status().trouble()).filter(why -> !why.isEmpty());
    }

    @Override
    public boolean isWaiting() {
        return true;
    }

    @Override
    public int nodeId() {
        return config.self();
    }

    /** Takes no more, answers whoever waits, and stops; within some seconds. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        boolean asked =
                execute(
                        () -> {
                            loop.stop();
                            stopped.complete(null);
                        });
        if (asked) {
            isDone(stopped, STOP_SECONDS_MAX);
        }
        loop.awaitWorkers();
    }

    @Override
    public void received(int from, Message message) {
        loop.step(new Input.Received(from, message));
    }

    @Override
    public void published(int from, String key, byte[] value) {
        if (listener != null) {
            listener.published(from, key, value);
        }
    }

    @Override
    public void restarted(int member) {
        if (listener != null) {
            listener.restarted(member);
        }
    }

    @Override
    public void changed(int member, boolean isUp) {
        if (listener != null) {
            listener.linked(member, isUp);
        }
    }

    private boolean execute(Runnable task) {
        return Threads.execute(executor, task);
    }

    private static boolean isDone(CompletableFuture<Void> future, long seconds) {
        try {
            future.get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
