package org.jpmxcfs.transport.corosync.sync;

import java.util.List;
import org.jpmxcfs.transport.corosync.wire.LogLine;
import org.jpmxcfs.transport.corosync.wire.Peer;

/** What a step of the status group asks for. A step's effects are carried out in their order. */
public sealed interface StatusEffect {
    /** Calls the method of {@code handler} for this kind of effect. */
    void accept(Handler handler);

    /** Send these bytes to the group, behind all that was to be sent before. */
    record Multicast(byte[] message) implements StatusEffect {
        @Override
        public void accept(Handler handler) {
            handler.multicast(this);
        }
    }

    /**
     * Another process has set a value. Keys are any bytes without a NUL: what they may be is for
     * the receiver to check.
     *
     * @param from who set it: the value belongs to its node
     * @param value never changed; empty removes the key
     */
    record ValueReceived(Peer from, String key, byte[] value) implements StatusEffect {
        @Override
        public void accept(Handler handler) {
            handler.valueReceived(this);
        }
    }

    /** The log has one more line, its newest. */
    record LineAdded(LogLine line) implements StatusEffect {
        @Override
        public void accept(Handler handler) {
            handler.lineAdded(this);
        }
    }

    /** The log is another one: the lines, the newest first. */
    record LogReplaced(List<LogLine> lines) implements StatusEffect {
        @Override
        public void accept(Handler handler) {
            handler.logReplaced(this);
        }
    }

    /**
     * These processes are in the group; a node with none is not online. The values of a process
     * that is gone are gone with it, even if another one of its node is there: it tells its own.
     */
    record MembersKnown(List<Peer> members) implements StatusEffect {
        @Override
        public void accept(Handler handler) {
            handler.membersKnown(this);
        }
    }

    /** The mode is another one, for whoever shows it. */
    record ModeChanged(Mode mode) implements StatusEffect {
        @Override
        public void accept(Handler handler) {
            handler.modeChanged(this);
        }
    }

    /**
     * Finalize the handle, and forget what was to be sent. With {@code rejoins}, join by a new one
     * after the pause: {@link StatusInput.Joining}.
     *
     * @param reason for people
     * @param rejoins whether to come back; else the daemon has to be started again
     * @param pauseNanos how long to stay away
     */
    record Leave(String reason, boolean rejoins, long pauseNanos) implements StatusEffect {
        @Override
        public void accept(Handler handler) {
            handler.leave(this);
        }
    }

    /** Put this into the log of the daemon. */
    record Noted(Note note) implements StatusEffect {
        @Override
        public void accept(Handler handler) {
            handler.noted(this);
        }
    }

    /** One method for each kind of effect. */
    interface Handler {
        /** Handles {@link Multicast}. */
        void multicast(Multicast effect);

        /** Handles {@link ValueReceived}. */
        void valueReceived(ValueReceived effect);

        /** Handles {@link LineAdded}. */
        void lineAdded(LineAdded effect);

        /** Handles {@link LogReplaced}. */
        void logReplaced(LogReplaced effect);

        /** Handles {@link MembersKnown}. */
        void membersKnown(MembersKnown effect);

        /** Handles {@link ModeChanged}. */
        void modeChanged(ModeChanged effect);

        /** Handles {@link Leave}. */
        void leave(Leave effect);

        /** Handles {@link Noted}. */
        void noted(Noted effect);
    }
}
