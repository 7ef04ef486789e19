package org.jpmxcfs.transport.raft.node;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.raft.core.Effects;
import org.jpmxcfs.transport.raft.core.Input;
import org.jpmxcfs.transport.raft.core.Interpreter;
import org.jpmxcfs.transport.raft.wire.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what one replica asks for, and tells it what became of it. Owned by the loop thread.
 * When the replica is let go of, so is its execution: what comes in later is not for the next one.
 */
final class Execution implements Interpreter.World<IOException> {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSequencer.class);
    private static final long RETRY_MILLIS = 1000;

    /** Where results go. */
    interface Feedback {
        /** Something happens to the replica. */
        void step(Input input);

        /** Something could not be stored. */
        void halt(IOException cause);

        /** Runs what must not fail; when it does, the replica is let go of. */
        void guard(Runnable task);
    }

    /** What all replicas of this node have in common, one after the other. */
    record Tools(
            Durability durability,
            ReplicatedState state,
            Storage storage,
            SnapshotFiles snapshots,
            Errands errands,
            Syncs syncs,
            Callers callers,
            StatusBoard board,
            ScheduledExecutorService executor) {}

    private final Tools tools;
    private final Links links;
    private final Feedback feedback;
    private boolean ended;
    private Input next; // follows at once; null for none

    Execution(Tools tools, Links links, Feedback feedback) {
        this.tools = tools;
        this.links = links;
        this.feedback = feedback;
    }

    /** The replica is let go of. */
    void end() {
        ended = true;
    }

    /**
     * Carries out the effects of a step, in their order.
     *
     * @return the input that follows at once; null for none
     * @throws IOException when something could not be stored; what comes after it is not done
     */
    Input carryOut(Effects effects) throws IOException {
        next = null;
        Interpreter.carryOut(effects, this);
        return next;
    }

    @Override
    public void saveBallot(Ballot ballot) throws IOException {
        tools.storage().saveBallot(ballot);
    }

    @Override
    public void restartAt(Mark mark) throws IOException {
        tools.storage().restartAt(mark);
    }

    @Override
    public void truncateFrom(long index) throws IOException {
        tools.storage().truncateFrom(index);
    }

    @Override
    public void append(Entry entry) throws IOException {
        tools.storage().append(entry);
    }

    @Override
    public void store(Effects.SnapshotPart part) throws IOException {
        tools.storage().store(part);
    }

    @Override
    public void stored() {
        // Nothing is to be done in between.
    }

    @Override
    public void send(int to, Message message) {
        links.send(to, message);
    }

    @Override
    public void deliver(Entry entry, long token) {
        Outcome outcome = tools.state().apply(entry);
        tools.board().applied(entry.index());
        if (token != 0) {
            tools.callers().answer(token, outcome);
        }
    }

    @Override
    public void refuse(long token, Refusal refusal) {
        tools.callers().answer(token, Outcome.refused(refusal));
    }

    @Override
    public void persist(long ticket) {
        if (tools.durability() == Durability.BATCH) {
            next = new Input.Persisted(ticket);
        } else {
            tools.syncs().want(ticket, this::synced);
        }
    }

    /** By the sync thread. */
    private void synced(long ticket, JournalException failure) {
        onLoop(
                () -> {
                    tools.syncs().ended();
                    if (failure != null) {
                        whileInUse(() -> feedback.halt(failure));
                    } else {
                        whileInUse(() -> feedback.step(new Input.Persisted(ticket)));
                    }
                });
    }

    @Override
    public void run(Effects.Errand errand) throws IOException {
        if (errand instanceof Effects.Errand.TakeSnapshot) {
            tools.errands().take(taken -> onLoop(() -> whileInUse(() -> offer(taken))));
        } else if (errand instanceof Effects.Errand.InstallSnapshot install) {
            tools.errands()
                    .install(
                            install.mark(),
                            usable -> onLoop(() -> whileInUse(() -> installed(install, usable))));
        } else if (errand instanceof Effects.Errand.DropUpTo drop) {
            tools.errands().drop(drop.mark());
        } else {
            tools.storage().recordTrust();
        }
    }

    private void offer(SnapshotFiles.Taken taken) {
        try {
            if (taken != null) {
                tools.snapshots().offer(taken);
                feedback.step(
                        new Input.SnapshotTaken(taken.index(), taken.totalBytes(), taken.digest()));
                return;
            }
        } catch (IOException e) {
            LOG.warn("a copy of the state cannot be offered: {}", e.getMessage(), e);
        }
        later(new Input.SnapshotFailed());
    }

    private void installed(Effects.Errand.InstallSnapshot install, boolean usable) {
        long index = install.mark().index();
        if (usable) {
            tools.board().applied(index);
            LOG.info("was far behind: goes on from the leader's state as of entry {}", index);
            feedback.step(new Input.SnapshotInstalled(install.mark(), true));
        } else {
            later(new Input.SnapshotInstalled(install.mark(), false));
        }
    }

    /** Tells of a failure after a while, so that what fails again and again takes no force. */
    private void later(Input input) {
        tools.executor()
                .schedule(
                        () -> whileInUse(() -> feedback.step(input)),
                        RETRY_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private void onLoop(Runnable task) {
        Threads.execute(tools.executor(), task);
    }

    private void whileInUse(Runnable task) {
        if (!ended) {
            feedback.guard(task);
        }
    }
}
