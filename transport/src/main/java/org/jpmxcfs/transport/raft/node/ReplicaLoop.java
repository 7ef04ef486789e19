package org.jpmxcfs.transport.raft.node;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.log.ReplicatedJournal;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.raft.core.Input;
import org.jpmxcfs.transport.raft.core.Replica;
import org.jpmxcfs.transport.raft.core.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns a replica: gives it what happens, and carries out what it asks for, one input after the
 * other on the loop thread. Methods are for that thread unless they say otherwise.
 *
 * <p>When something cannot be stored, the replica is let go of at once, as if the process had died:
 * it took for stored what is not. The node then takes no part, and only serves reads. Where the
 * cause may pass, such as a full disk, a new replica is made from what is stored, as at a start.
 */
final class ReplicaLoop implements Execution.Feedback {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSequencer.class);
    private static final Input TICK = new Input.Tick();
    private static final long TICK_MILLIS = 15;
    private static final long RETRY_MILLIS = 1000;
    private static final long NOTE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long WARN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ClusterConfig config;
    private final ReplicatedState state;
    private final ScheduledExecutorService executor;
    private final Surroundings surroundings;
    private final Revival revival;
    private final SnapshotFiles snapshots;
    private final Storage storage;
    private final Errands errands;
    private final Syncs syncs;
    private final Callers callers = new Callers();
    private final StatusBoard board;
    private final Execution.Tools tools;
    private Links links;
    private ClusterListener listener;
    private Circle circle;
    private Replica replica; // null while this node takes no part
    private Execution execution; // of the replica
    private List<Member> wanted = List.of();
    private boolean turnEnds; // the end of this turn is in the executor's queue
    private boolean noticeDue; // so is a step that tells peers what is committed
    private long notedAtNanos;
    private long warnedAtNanos;
    private CompletableFuture<Void> aside; // somebody waits until this node does not lead
    private Future<?> ticks;
    private volatile Refusal refusal; // why there is no replica; null while there is one

    ReplicaLoop(
            ClusterConfig config,
            ReplicatedJournal journal,
            ReplicatedState state,
            MarkFile marks,
            ScheduledExecutorService executor,
            Surroundings surroundings) {
        this.config = config;
        this.state = state;
        this.executor = executor;
        this.surroundings = surroundings;
        this.revival = new Revival(config, journal, state, marks, surroundings);
        this.snapshots = new SnapshotFiles(config.directory());
        this.storage = new Storage(journal, marks, snapshots);
        this.errands = new Errands(state, journal, marks, snapshots);
        this.syncs = new Syncs(journal);
        this.board = new StatusBoard(config.self());
        this.tools =
                new Execution.Tools(
                        config.durability(),
                        state,
                        storage,
                        snapshots,
                        errands,
                        syncs,
                        callers,
                        board,
                        executor);
        this.warnedAtNanos = surroundings.nanoClock().getAsLong() - WARN_NANOS;
    }

    /** What any thread may read. */
    StatusBoard board() {
        return board;
    }

    /** Why nothing is taken; null while this node takes part. Any thread. */
    Refusal refusal() {
        return refusal;
    }

    /** Reads what is stored, and begins. Any thread, once. */
    void start(Links newLinks, ClusterListener newListener) throws IOException {
        Replica first = revive();
        Threads.execute(
                executor,
                () -> {
                    links = newLinks;
                    listener = newListener;
                    circle = new Circle(config.self(), links);
                    take(first);
                    ticks =
                            executor.scheduleWithFixedDelay(
                                    () -> guard(this::tick), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
                });
    }

    /** Takes a caller, which will be answered in time. Any thread. */
    void submit(Caller caller) {
        if (callers.arrive(caller) && !Threads.execute(executor, this::drain)) {
            caller.answer(Outcome.refused(Refusal.IO_ERROR));
        }
    }

    private void drain() {
        if (replica != null) {
            step(new Input.Submitted(callers.take()));
        } else {
            callers.take();
            answerAll();
        }
    }

    /** The members that the configuration asks for. */
    void want(List<Member> members) {
        wanted = List.copyOf(members);
        if (replica != null && !wanted.isEmpty()) {
            step(new Input.Wanted(wanted));
        }
        if (replica != null) {
            circle.set(replica.members(), wanted);
        }
    }

    private void take(Replica newReplica) {
        replica = newReplica;
        execution = new Execution(tools, links, this);
        refusal = null;
        want(wanted);
    }

    /** Hands leadership over; {@code done} completes when this node does not lead. */
    void stepAside(CompletableFuture<Void> done) {
        aside = done;
        tendAside();
    }

    /**
     * Ends the part of this node: nothing happens after it, and whoever waits is answered. What the
     * worker threads do may still go on.
     */
    void stop() {
        if (ticks != null) {
            ticks.cancel(false);
        }
        if (replica != null) {
            noteCommitted();
        }
        if (execution != null) {
            execution.end();
        }
        replica = null;
        if (refusal == null) {
            refusal = Refusal.IO_ERROR;
        }
        board.quorate(null);
        board.show("this node is stopping");
        answerAll();
        tendAside();
    }

    /** Waits for a bounded time for what was under way when it stopped. Any thread. */
    void awaitWorkers() {
        errands.stop();
        syncs.stop();
        snapshots.clear();
    }

    /** Something happens to the replica. */
    @Override
    public void step(Input input) {
        if (replica == null) {
            return;
        }
        Input next = input;
        try {
            while (next != null && replica != null) {
                next = execution.carryOut(replica.step(next, nanos()));
            }
        } catch (IOException e) {
            halt(e);
        } catch (RuntimeException | Error e) {
            breakDown(e);
        }
        board.quorate(replica);
        endTurnSoon();
    }

    private void tick() {
        step(TICK);
        tendAside();
        if (replica != null && nanos() - notedAtNanos >= NOTE_NANOS) {
            noteCommitted();
            show();
        }
    }

    private void noteCommitted() {
        notedAtNanos = nanos();
        try {
            storage.noteCommitted(replica.committedIndex());
        } catch (IOException e) {
            halt(e);
        } catch (RuntimeException e) {
            breakDown(e);
        }
    }

    private void tendAside() {
        if (aside == null) {
            return;
        }
        boolean leads = replica != null && replica.role() == Role.LEADER;
        if (leads && replica.members().stream().anyMatch(this::isOtherVoter)) {
            step(new Input.StepAside());
        } else {
            aside.complete(null);
            aside = null;
        }
    }

    private boolean isOtherVoter(Member member) {
        return member.voter() && member.id() != config.self();
    }

    /**
     * The end of a turn comes after all inputs that are waiting now: messages are given to the
     * network in one go, however many inputs made them.
     */
    private void endTurnSoon() {
        if (!turnEnds) {
            turnEnds = true;
            Threads.execute(executor, () -> guard(this::endTurn));
        }
    }

    private void endTurn() {
        turnEnds = false;
        if (replica == null) {
            return;
        }
        if (replica.hasMore()) {
            step(TICK);
        }
        links.flush();
        if (replica != null && replica.owesNotices() && !noticeDue) {
            noticeDue = true;
            executor.schedule(
                    this::giveNotice, config.settings().noticeNanos(), TimeUnit.NANOSECONDS);
        }
        if (replica != null && board.isStale(replica)) {
            show();
        }
    }

    private void giveNotice() {
        noticeDue = false;
        step(TICK);
    }

    private void show() {
        if (replica != null && board.show(replica)) {
            circle.set(replica.members(), wanted);
            tell();
        }
    }

    // --- without a replica ----------------------------------------------------------------------

    /** Something could not be stored. */
    @Override
    public void halt(IOException cause) {
        leave(Revival.isFull(cause) ? Refusal.NO_SPACE : Refusal.IO_ERROR, cause.getMessage());
        if (!Revival.isPassing(cause)) {
            giveUp(cause);
            return;
        }
        if (nanos() - warnedAtNanos >= WARN_NANOS) {
            warnedAtNanos = nanos();
            LOG.warn("read-only until it can be stored again: {}", cause.getMessage(), cause);
        }
        resumeLater();
    }

    /** What is thrown here would be lost, and a replica would be left that nobody drives. */
    @Override
    public void guard(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            breakDown(e);
        }
    }

    /** A truth that everything rests on does not hold, or an entry cannot be applied. */
    private void breakDown(Throwable cause) {
        leave(Refusal.IO_ERROR, String.valueOf(cause.getMessage()));
        LOG.error(
                "this node cannot follow the order of the cluster any more: it is read-only and"
                        + " no part of it from here on. Keep its data directory and report this;"
                        + " then remove the node from the cluster and let it join again",
                cause);
    }

    private void leave(Refusal why, String sentence) {
        replica = null;
        execution.end();
        refusal = why;
        board.quorate(null);
        board.show(sentence);
        answerAll();
        tell();
    }

    private void tell() {
        try {
            listener.changed(board.status());
        } catch (RuntimeException e) {
            LOG.error("a listener failed on {}", board.status(), e);
        }
    }

    /** What was taken may still be ordered by others, so that nothing is known of it. */
    private void answerAll() {
        Refusal why = refusal == null ? Refusal.IO_ERROR : refusal;
        callers.answerAll(Outcome.refused(Refusal.TIMED_OUT), Outcome.refused(why));
    }

    private Replica revive() throws IOException {
        Replica revived = revival.replica(storage);
        snapshots.clear();
        syncs.reset();
        board.applied(state.appliedIndex());
        return revived;
    }

    private void resume() {
        if (ticks.isCancelled()) {
            return;
        }
        if (errands.isInstalling()) {
            resumeLater();
            return;
        }
        try {
            revival.tryToWrite();
            take(revive());
            LOG.info("it can be stored again: this node takes part again");
        } catch (IOException e) {
            if (Revival.isPassing(e)) {
                resumeLater();
            } else {
                refusal = Refusal.IO_ERROR;
                giveUp(e);
            }
        } catch (RuntimeException e) {
            refusal = Refusal.IO_ERROR;
            giveUp(e);
        }
    }

    private void resumeLater() {
        executor.schedule(this::resume, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void giveUp(Exception cause) {
        LOG.error(
                "read-only from here on, and no part of the cluster: {}; restart once the cause is"
                        + " gone",
                cause.getMessage(),
                cause);
    }

    private long nanos() {
        return surroundings.nanoClock().getAsLong();
    }
}
