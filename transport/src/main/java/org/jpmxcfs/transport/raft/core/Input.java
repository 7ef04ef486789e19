package org.jpmxcfs.transport.raft.core;

import java.util.List;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.raft.wire.Message;

/** Everything that can happen to a replica. */
public sealed interface Input {
    /** Calls the method of {@code handler} for this kind of input. */
    void accept(Handler handler);

    /** Time has passed. Due every few milliseconds: a timeout is noticed by the next input. */
    record Tick() implements Input {
        @Override
        public void accept(Handler handler) {
            handler.tick();
        }
    }

    /** A peer, authenticated as node {@code from}, has said something. */
    record Received(int from, Message message) implements Input {
        @Override
        public void accept(Handler handler) {
            handler.received(from, message);
        }
    }

    /** Callers on this node want mutations ordered; those that come together travel together. */
    record Submitted(List<Submission> submissions) implements Input {
        @Override
        public void accept(Handler handler) {
            handler.submitted(submissions);
        }
    }

    /**
     * What earlier effects asked to be persisted is as durable as this node promises.
     *
     * @param ticket {@link Effects#ticket()} of those effects; covers all before them
     */
    record Persisted(long ticket) implements Input {
        @Override
        public void accept(Handler handler) {
            handler.persisted(ticket);
        }
    }

    /**
     * The members that the configuration of the cluster asks for, as this node has applied it.
     * While it leads, the replica changes the members to these, one at a time (4.1).
     */
    record Wanted(List<Member> members) implements Input {
        @Override
        public void accept(Handler handler) {
            handler.wanted(members);
        }
    }

    /** This node is about to stop, or has reason not to lead: hand leadership over (3.10). */
    record StepAside() implements Input {
        @Override
        public void accept(Handler handler) {
            handler.stepAside();
        }
    }

    /** The snapshot that effects asked for is there, of the state after entry {@code index}. */
    record SnapshotTaken(long index, long totalBytes, byte[] digest) implements Input {
        @Override
        public void accept(Handler handler) {
            handler.snapshotTaken(this);
        }
    }

    /** The snapshot that effects asked for could not be taken; the replica asks again later. */
    record SnapshotFailed() implements Input {
        @Override
        public void accept(Handler handler) {
            handler.snapshotFailed();
        }
    }

    /**
     * The received snapshot at {@code mark} was checked.
     *
     * @param usable whether it now is the state of this node; else it is fetched once more
     */
    record SnapshotInstalled(Mark mark, boolean usable) implements Input {
        @Override
        public void accept(Handler handler) {
            handler.snapshotInstalled(mark, usable);
        }
    }

    /** The journal may forget entries up to {@code index}: a durable state covers them. */
    record Covered(long index) implements Input {
        @Override
        public void accept(Handler handler) {
            handler.covered(index);
        }
    }

    /** One method for each kind of input. */
    interface Handler {
        /** Handles {@link Tick}. */
        void tick();

        /** Handles {@link Received}. */
        void received(int from, Message message);

        /** Handles {@link Submitted}. */
        void submitted(List<Submission> submissions);

        /** Handles {@link Persisted}. */
        void persisted(long ticket);

        /** Handles {@link Wanted}. */
        void wanted(List<Member> members);

        /** Handles {@link StepAside}. */
        void stepAside();

        /** Handles {@link SnapshotTaken}. */
        void snapshotTaken(SnapshotTaken input);

        /** Handles {@link SnapshotFailed}. */
        void snapshotFailed();

        /** Handles {@link SnapshotInstalled}. */
        void snapshotInstalled(Mark mark, boolean usable);

        /** Handles {@link Covered}. */
        void covered(long index);
    }
}
