package org.jpmxcfs.transport.raft.node;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.raft.core.Effects;
import org.jpmxcfs.transport.raft.core.Input;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what one replica asks for, and tells it what became of it. Owned by the loop thread.
 * When the replica is let go of, so is its execution: what comes in later is not for the next one.
 */
final class Execution {
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
        tools.storage().store(effects);
        List<Effects.Outgoing> send = effects.send();
        for (int i = 0; i < send.size(); i++) {
            links.send(send.get(i).to(), send.get(i).message());
        }
        List<Effects.Delivery> deliver = effects.deliver();
        for (int i = 0; i < deliver.size(); i++) {
            deliver(deliver.get(i));
        }
        for (Effects.Refused refused : effects.refuse()) {
            tools.callers().answer(refused.token(), Outcome.refused(refused.refusal()));
        }
        for (Effects.Errand errand : effects.request()) {
            run(errand);
        }
        return persisted(effects.ticket());
    }

    private void deliver(Effects.Delivery delivery) {
        Outcome outcome = tools.state().apply(delivery.entry());
        tools.board().applied(delivery.entry().index());
        if (delivery.token() != 0) {
            tools.callers().answer(delivery.token(), outcome);
        }
    }

    private Input persisted(long ticket) {
        if (ticket == 0) {
            return null;
        }
        if (tools.durability() == Durability.BATCH) {
            return new Input.Persisted(ticket);
        }
        tools.syncs().want(ticket, this::synced);
        return null;
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

    private void run(Effects.Errand errand) throws IOException {
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
            LOG.warn("a copy of the state can not be offered: {}", e.getMessage(), e);
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
