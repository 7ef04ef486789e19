package org.jpmxcfs.transport.cluster;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.ReplicatedJournal;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.sequencer.Effects;
import org.jpmxcfs.transport.sequencer.Identity;
import org.jpmxcfs.transport.sequencer.Input;
import org.jpmxcfs.transport.sequencer.Replica;
import org.jpmxcfs.transport.sequencer.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns a replica: gives it what happens, and carries out what it asks for, one input after the
 * other on the loop thread. Methods are for that thread unless they say otherwise.
 *
 * <p>When something can not be stored, the replica is let go of at once, as if the process had
 * died: it took for stored what is not. The node then takes no part, and only serves reads. Where
 * the cause may pass, such as a full disk, a new replica is made from what is stored, as at a
 * start.
 */
final class ReplicaLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSequencer.class);
    private static final Input TICK = new Input.Tick();
    private static final long TICK_MILLIS = 15;
    private static final long RETRY_MILLIS = 1000;
    private static final long NOTE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long WARN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ClusterConfig config;
    private final ReplicatedJournal journal;
    private final ReplicatedState state;
    private final MarkFile marks;
    private final ScheduledExecutorService executor;
    private final Surroundings surroundings;
    private final SnapshotFiles snapshots;
    private final Storage storage;
    private final Errands errands;
    private final Syncs syncs;
    private final Callers callers = new Callers();
    private final StatusBoard board;
    private Links links;
    private ClusterListener listener;
    private Replica replica; // null while this node takes no part
    private List<Member> wanted = List.of();
    private List<Member> linkedMembers; // as the links were told last
    private List<Member> linkedWanted;
    private boolean turnEnds; // the end of this turn is in the executor's queue
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
        this.journal = journal;
        this.state = state;
        this.marks = marks;
        this.executor = executor;
        this.surroundings = surroundings;
        this.snapshots = new SnapshotFiles(config.directory());
        this.storage = new Storage(journal, marks, snapshots);
        this.errands = new Errands(state, journal, marks, snapshots);
        this.syncs = new Syncs(journal);
        this.board = new StatusBoard(config.self());
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
        execute(
                () -> {
                    links = newLinks;
                    listener = newListener;
                    replica = first;
                    want(wanted);
                    ticks =
                            executor.scheduleWithFixedDelay(
                                    this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
                });
    }

    /** Runs something on the loop thread, or not at all when that has ended. Any thread. */
    boolean execute(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException ended) {
            return false;
        }
    }

    /** Takes a caller, which will be answered in time. Any thread. */
    void submit(Caller caller) {
        if (callers.arrive(caller) && !execute(this::drain)) {
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
        connect();
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
        snapshots.close();
    }

    /** Something happens to the replica. */
    void step(Input input) {
        if (replica == null) {
            return;
        }
        Input next = input;
        try {
            while (next != null && replica != null) {
                Effects effects = replica.step(next, nanos());
                carryOut(effects);
                next = persisted(effects.ticket());
            }
        } catch (IOException e) {
            halt(e);
        } catch (RuntimeException e) {
            breakDown(e);
        }
        board.quorate(replica);
        endTurnSoon();
    }

    private void carryOut(Effects effects) throws IOException {
        storage.store(effects);
        List<Effects.Outgoing> send = effects.send();
        for (int i = 0; i < send.size(); i++) {
            links.send(send.get(i).to(), send.get(i).message());
        }
        List<Effects.Delivery> deliver = effects.deliver();
        for (int i = 0; i < deliver.size(); i++) {
            deliver(deliver.get(i));
        }
        effects.refuse().forEach(r -> callers.answer(r.token(), Outcome.refused(r.refusal())));
        for (Effects.Errand errand : effects.request()) {
            run(errand);
        }
    }

    private void deliver(Effects.Delivery delivery) {
        Outcome outcome = state.apply(delivery.entry());
        board.applied(delivery.entry().index());
        if (delivery.token() != 0) {
            callers.answer(delivery.token(), outcome);
        }
    }

    /** The input that follows on a ticket at once; null for none. */
    private Input persisted(long ticket) {
        if (ticket == 0) {
            return null;
        }
        if (config.durability() == Durability.BATCH) {
            return new Input.Persisted(ticket);
        }
        syncs.want(ticket, syncListener());
        return null;
    }

    /** What ends after the replica was exchanged says nothing to the new one. */
    private Syncs.Listener syncListener() {
        Replica asking = replica;
        return (ticket, failure) ->
                execute(
                        () -> {
                            syncs.ended(syncListener());
                            if (failure != null && replica != null) {
                                halt(failure);
                            } else if (replica == asking) {
                                step(new Input.Persisted(ticket));
                            }
                        });
    }

    private void run(Effects.Errand errand) throws IOException {
        Replica asking = replica;
        if (errand instanceof Effects.Errand.TakeSnapshot) {
            errands.take(taken -> execute(() -> offer(asking, taken)));
        } else if (errand instanceof Effects.Errand.InstallSnapshot install) {
            errands.install(
                    install.mark(), usable -> execute(() -> installed(asking, install, usable)));
        } else if (errand instanceof Effects.Errand.DropUpTo drop) {
            errands.drop(drop.mark());
        } else {
            storage.recordTrust();
        }
    }

    private void offer(Replica asking, SnapshotFiles.Taken taken) {
        if (replica == null || replica != asking) {
            return;
        }
        try {
            if (taken != null) {
                snapshots.offer(taken);
                step(new Input.SnapshotTaken(taken.index(), taken.totalBytes(), taken.digest()));
                return;
            }
        } catch (IOException e) {
            LOG.warn("a copy of the state can not be offered: {}", e.getMessage(), e);
        }
        later(asking, new Input.SnapshotFailed());
    }

    private void installed(Replica asking, Effects.Errand.InstallSnapshot install, boolean usable) {
        if (replica == null || replica != asking) {
            return;
        }
        if (usable) {
            board.applied(install.mark().index());
            LOG.info(
                    "this node had fallen behind: it goes on from the leader's state as of entry {}",
                    install.mark().index());
            step(new Input.SnapshotInstalled(install.mark(), true));
        } else {
            later(asking, new Input.SnapshotInstalled(install.mark(), false));
        }
    }

    /** Tells of a failure after a while, so that what fails again and again takes no force. */
    private void later(Replica asking, Input input) {
        executor.schedule(
                () -> {
                    if (replica == asking) {
                        step(input);
                    }
                },
                RETRY_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void tick() {
        if (replica == null) {
            return;
        }
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
            execute(this::endTurn);
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
        if (replica != null && board.isStale(replica)) {
            show();
        }
    }

    private void show() {
        if (replica != null && board.show(replica)) {
            connect();
            listener.changed(board.status());
        }
    }

    /** Links to all that are members, and to all that shall be. */
    private void connect() {
        List<Member> members = replica == null ? board.status().members() : replica.members();
        if (links == null || (members == linkedMembers && wanted == linkedWanted)) {
            return;
        }
        linkedMembers = members;
        linkedWanted = wanted;
        Map<Integer, Member> others = new LinkedHashMap<>();
        members.forEach(m -> others.put(m.id(), m));
        wanted.forEach(m -> others.put(m.id(), m));
        others.remove(config.self());
        links.connect(List.copyOf(others.values()));
    }

    // --- without a replica ----------------------------------------------------------------------

    /** Something could not be stored. */
    private void halt(IOException cause) {
        boolean full =
                cause instanceof JournalException j && j.reason() == JournalException.Reason.FULL;
        boolean passes = full || !(cause instanceof JournalException);
        leave(full ? Refusal.NO_SPACE : Refusal.IO_ERROR, cause.getMessage());
        if (!passes) {
            LOG.error(
                    "read-only from here on, and no part of the cluster: {}; restart once the cause"
                            + " is gone",
                    cause.getMessage(),
                    cause);
            return;
        }
        if (nanos() - warnedAtNanos >= WARN_NANOS) {
            warnedAtNanos = nanos();
            LOG.warn("read-only until it can be stored again: {}", cause.getMessage(), cause);
        }
        executor.schedule(this::resume, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A truth that everything rests on does not hold, or an entry can not be applied. */
    private void breakDown(RuntimeException cause) {
        leave(Refusal.IO_ERROR, String.valueOf(cause.getMessage()));
        LOG.error(
                "this node can not follow the order of the cluster any more: it is read-only and"
                        + " no part of it from here on. Keep its data directory and report this;"
                        + " then remove the node from the cluster and let it join again",
                cause);
    }

    private void leave(Refusal why, String sentence) {
        replica = null;
        refusal = why;
        board.quorate(null);
        answerAll();
        board.show(sentence);
        listener.changed(board.status());
    }

    /** What was taken may still be ordered by others, so that nothing is known of it. */
    private void answerAll() {
        Refusal why = refusal == null ? Refusal.IO_ERROR : refusal;
        callers.answerAll(Outcome.refused(Refusal.TIMED_OUT), Outcome.refused(why));
    }

    private void resume() {
        if (ticks.isCancelled()) {
            return;
        }
        try {
            if (!errands.isInstalling()) {
                journal.saveCommitted(journal.committedIndex()); // is there space again?
                replica = revive();
                refusal = null;
                want(wanted);
                LOG.info("it can be stored again: this node takes part again");
                return;
            }
            executor.schedule(this::resume, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            retry(e);
        } catch (RuntimeException e) {
            LOG.error("this node can not take part again, restart it", e);
        }
    }

    private void retry(IOException cause) {
        boolean lost =
                cause instanceof JournalException j && j.reason() != JournalException.Reason.FULL;
        if (lost) {
            refusal = Refusal.IO_ERROR;
            LOG.error("read-only, restart once the cause is gone: {}", cause.getMessage(), cause);
        } else {
            executor.schedule(this::resume, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** A replica made from what is stored, all of which it takes for durable. */
    private Replica revive() throws IOException {
        Start.settle(journal, marks, state.appliedIndex());
        journal.sync(journal.lastIndex());
        snapshots.discardIncoming();
        syncs.reset();
        board.applied(state.appliedIndex());
        Identity identity =
                new Identity(
                        config.self(),
                        surroundings.random().nextLong() | 1,
                        marks.reserveRequestIds(surroundings.clockMillis().getAsLong() * 1000));
        return new Replica(
                identity,
                config.settings(),
                Start.recovery(journal, marks, state.appliedIndex()),
                storage,
                state,
                surroundings.random(),
                nanos());
    }

    private long nanos() {
        return surroundings.nanoClock().getAsLong();
    }
}
