package org.jpmxcfs.transport.corosync.sync;

import java.util.List;
import org.jpmxcfs.transport.corosync.wire.FileChange;
import org.jpmxcfs.transport.corosync.wire.Peer;

/** Everything that can happen to the group of the tree, in the order in which it happens. */
public sealed interface FileInput {
    /** Calls the method of {@code handler} for this kind of input. */
    void accept(Handler handler);

    /**
     * A new handle is about to join: at the start, and after every {@link FileEffect.Leave} or loss
     * of Corosync. What was to be sent by an older handle is not sent any more.
     *
     * @param self this node and process
     */
    record Joining(Peer self) implements FileInput {
        @Override
        public void accept(Handler handler) {
            handler.joining(self);
        }
    }

    /**
     * The members of the group have changed.
     *
     * @param members all of them, this node included unless it has left
     * @param joined who is new, as Corosync says it
     */
    record MembersChanged(List<Peer> members, List<Peer> joined) implements FileInput {
        @Override
        public void accept(Handler handler) {
            handler.membersChanged(members, joined);
        }
    }

    /**
     * A message has come.
     *
     * @param message its bytes, never changed
     */
    record Delivered(Peer from, byte[] message) implements FileInput {
        @Override
        public void accept(Handler handler) {
            handler.delivered(from, message);
        }
    }

    /** The cluster has, or has no longer, a majority here; not before the first of these. */
    record QuorumChanged(boolean quorate) implements FileInput {
        @Override
        public void accept(Handler handler) {
            handler.quorumChanged(quorate);
        }
    }

    /** Time has passed. Due about every 100 ms. */
    record Tick() implements FileInput {
        @Override
        public void accept(Handler handler) {
            handler.tick();
        }
    }

    /**
     * Somebody on this node wants a change. Answered by exactly one {@link FileEffect.Apply} or
     * {@link FileEffect.Denied} with its token.
     *
     * @param token names the caller, not 0
     */
    record Submitted(long token, FileChange change) implements FileInput {
        @Override
        public void accept(Handler handler) {
            handler.submitted(token, change);
        }
    }

    /**
     * A message could not be sent.
     *
     * @param token that of its {@link FileEffect.Multicast}; 0 also for a row
     */
    record SendFailed(long token) implements FileInput {
        @Override
        public void accept(Handler handler) {
            handler.sendFailed(token);
        }
    }

    /** Somebody wants all trees compared now. */
    record VerificationAsked() implements FileInput {
        @Override
        public void accept(Handler handler) {
            handler.verificationAsked();
        }
    }

    /**
     * A checksum that effects asked for.
     *
     * @param ticket that of its {@link FileEffect.TakeChecksum}
     * @param checksum 32 bytes, never changed
     */
    record ChecksumTaken(long ticket, byte[] checksum) implements FileInput {
        @Override
        public void accept(Handler handler) {
            handler.checksumTaken(ticket, checksum);
        }
    }

    /**
     * The answer to {@link FileEffect.CommitTransfer}.
     *
     * @param done whether the tree now is the leader's, byte for byte
     */
    record TransferDone(boolean done) implements FileInput {
        @Override
        public void accept(Handler handler) {
            handler.transferDone(done);
        }
    }

    /**
     * The answer to {@link FileEffect.AskLock}, if the lock has been seen in this state for longer
     * than it holds.
     */
    record LockExpired(String path, byte[] digest) implements FileInput {
        @Override
        public void accept(Handler handler) {
            handler.lockExpired(path, digest);
        }
    }

    /** The tree or what it is stored in failed: this node must not take part any more. */
    record Broken(String reason) implements FileInput {
        @Override
        public void accept(Handler handler) {
            handler.broken(reason);
        }
    }

    /** One method for each kind of input. */
    interface Handler {
        /** Handles {@link Joining}. */
        void joining(Peer self);

        /** Handles {@link MembersChanged}. */
        void membersChanged(List<Peer> members, List<Peer> joined);

        /** Handles {@link Delivered}. */
        void delivered(Peer from, byte[] message);

        /** Handles {@link QuorumChanged}. */
        void quorumChanged(boolean quorate);

        /** Handles {@link Tick}. */
        void tick();

        /** Handles {@link Submitted}. */
        void submitted(long token, FileChange change);

        /** Handles {@link SendFailed}. */
        void sendFailed(long token);

        /** Handles {@link VerificationAsked}. */
        void verificationAsked();

        /** Handles {@link ChecksumTaken}. */
        void checksumTaken(long ticket, byte[] checksum);

        /** Handles {@link TransferDone}. */
        void transferDone(boolean done);

        /** Handles {@link LockExpired}. */
        void lockExpired(String path, byte[] digest);

        /** Handles {@link Broken}. */
        void broken(String reason);
    }
}
