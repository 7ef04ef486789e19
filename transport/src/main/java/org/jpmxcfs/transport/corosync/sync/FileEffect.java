package org.jpmxcfs.transport.corosync.sync;

import java.util.List;
import org.jpmxcfs.transport.corosync.wire.Epoch;
import org.jpmxcfs.transport.corosync.wire.FileChange;
import org.jpmxcfs.transport.corosync.wire.Peer;
import org.jpmxcfs.transport.corosync.wire.Row;
import org.jpmxcfs.transport.corosync.wire.TreeIndex;

/** What a step of the tree's group asks for. A step's effects are carried out in their order. */
public sealed interface FileEffect {
    /** Calls the method of {@code handler} for this kind of effect. */
    void accept(Handler handler);

    /**
     * Send these bytes to the group, behind all that was to be sent before. May wait in a queue
     * while Corosync is busy; {@link FileInput.SendFailed} if it comes to nothing. While there is
     * no handle, nothing is to be done: the next {@link FileInput.Joining} answers the callers.
     *
     * @param token the caller whose change it is; 0 for a message of the group itself
     */
    record Multicast(byte[] message, long token) implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.multicast(this);
        }
    }

    /**
     * Send what this node's tree consists of at this place among the effects, as a STATE, behind
     * all that was to be sent before. All others wait for it, so it must not read contents but
     * digests that were made when rows changed.
     *
     * @param seconds time for its header
     */
    record SendState(Epoch epoch, int seconds) implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.sendState(this);
        }
    }

    /**
     * Send these rows, as they are before any later effect, each as an UPDATE, behind all that was
     * to be sent before.
     *
     * @param seconds time for their headers
     * @param inodes which, in ascending order; all of them are there
     */
    record SendRows(Epoch epoch, int seconds, List<Long> inodes) implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.sendRows(this);
        }
    }

    /**
     * Apply a change by the rules of the tree, which may refuse it. It has no other outcome than
     * that on the other nodes.
     *
     * @param from who asked for it: its node becomes the writer
     * @param seconds its clock then, unsigned 32 bit: becomes the modification time
     * @param token the caller on this node that waits for the outcome; 0 for none
     */
    record Apply(Peer from, int seconds, FileChange change, long token) implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.apply(this);
        }
    }

    /** Tell a caller that its change is not applied, or not known to be. */
    record Denied(long token, Denial why) implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.denied(this);
        }
    }

    /**
     * Has this lock been in this state for longer than it holds? If so, {@link
     * FileInput.LockExpired}; else nothing. A lock that the table does not know in this state
     * begins its time now.
     */
    record AskLock(String path, byte[] digest) implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.askLock(this);
        }
    }

    /**
     * Rows of another tree are about to come; nothing is applied until they are committed or
     * abandoned.
     *
     * @param leader whose tree it is
     * @param target what it consists of
     */
    record BeginTransfer(Peer leader, TreeIndex target) implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.beginTransfer(this);
        }
    }

    /** Keep this row for the transfer that was begun. A later one of the same inode replaces it. */
    record PutRow(Row row) implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.putRow(this);
        }
    }

    /** Forget the transfer that was begun. */
    record AbandonTransfer() implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.abandonTransfer(this);
        }
    }

    /**
     * Make the transfer the tree in one step, after a check that it comes to the target: answered
     * by {@link FileInput.TransferDone}, before which the group does nothing else. Locks begin
     * their time anew.
     *
     * @param leader whose tree it is
     * @param dropped inodes of this node's tree that the target lacks, in ascending order
     * @param putCount how many rows have come
     * @param target what the tree consists of then
     */
    record CommitTransfer(Peer leader, List<Long> dropped, int putCount, TreeIndex target)
            implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.commitTransfer(this);
        }
    }

    /**
     * Take the checksum of the tree as it is now, for {@link FileInput.ChecksumTaken}. May be
     * computed later and elsewhere, of a state that is kept.
     */
    record TakeChecksum(long ticket) implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.takeChecksum(this);
        }
    }

    /**
     * A verification has come to its end here.
     *
     * @param asker who began it
     * @param matches whether this node's tree was that of the asker; if not, this node leaves and
     *     gets the leader's tree
     */
    record Verified(Peer asker, boolean matches) implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.verified(this);
        }
    }

    /**
     * All states are in, and it is known who follows whom.
     *
     * @param leader whose tree the others follow
     * @param synced whose trees equal it, the leader included
     * @param members all members
     */
    record LeaderFound(Peer leader, List<Peer> synced, List<Peer> members) implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.leaderFound(this);
        }
    }

    /**
     * The trees of these members were this node's as it is at this place among the effects: their
     * states have shown it. For {@link CommonPast}.
     */
    record SameTree(List<Peer> members) implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.sameTree(this);
        }
    }

    /** The mode is another one, for whoever shows it. */
    record ModeChanged(Mode mode) implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.modeChanged(this);
        }
    }

    /**
     * Finalize the handle, and forget what was to be sent. With {@code rejoins}, join by a new one
     * after the pause: {@link FileInput.Joining}. Nothing that the old handle delivers is an input
     * any more.
     *
     * @param reason for people
     * @param rejoins whether to come back; else the daemon has to be started again
     * @param pauseNanos how long to stay away: 0, unless leaving has become a habit
     */
    record Leave(String reason, boolean rejoins, long pauseNanos) implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.leave(this);
        }
    }

    /** Put this into the log of the daemon. */
    record Noted(Note note) implements FileEffect {
        @Override
        public void accept(Handler handler) {
            handler.noted(this);
        }
    }

    /** One method for each kind of effect. */
    interface Handler {
        /** Handles {@link Multicast}. */
        void multicast(Multicast effect);

        /** Handles {@link SendState}. */
        void sendState(SendState effect);

        /** Handles {@link SendRows}. */
        void sendRows(SendRows effect);

        /** Handles {@link Apply}. */
        void apply(Apply effect);

        /** Handles {@link Denied}. */
        void denied(Denied effect);

        /** Handles {@link AskLock}. */
        void askLock(AskLock effect);

        /** Handles {@link BeginTransfer}. */
        void beginTransfer(BeginTransfer effect);

        /** Handles {@link PutRow}. */
        void putRow(PutRow effect);

        /** Handles {@link AbandonTransfer}. */
        void abandonTransfer(AbandonTransfer effect);

        /** Handles {@link CommitTransfer}. */
        void commitTransfer(CommitTransfer effect);

        /** Handles {@link TakeChecksum}. */
        void takeChecksum(TakeChecksum effect);

        /** Handles {@link Verified}. */
        void verified(Verified effect);

        /** Handles {@link LeaderFound}. */
        void leaderFound(LeaderFound effect);

        /** Handles {@link SameTree}. */
        void sameTree(SameTree effect);

        /** Handles {@link ModeChanged}. */
        void modeChanged(ModeChanged effect);

        /** Handles {@link Leave}. */
        void leave(Leave effect);

        /** Handles {@link Noted}. */
        void noted(Noted effect);
    }
}
