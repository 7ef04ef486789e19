package org.jpmxcfs.transport.corosync.sync;

import java.util.List;
import org.jpmxcfs.transport.corosync.wire.Peer;

/** Everything that can happen to the group of the status values, in the order in which it does. */
public sealed interface StatusInput {
    /** Calls the method of {@code handler} for this kind of input. */
    void accept(Handler handler);

    /**
     * A new handle is about to join: at the start, and after every {@link StatusEffect.Leave} or
     * loss of Corosync.
     *
     * @param self this node and process
     */
    record Joining(Peer self) implements StatusInput {
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
    record MembersChanged(List<Peer> members, List<Peer> joined) implements StatusInput {
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
    record Delivered(Peer from, byte[] message) implements StatusInput {
        @Override
        public void accept(Handler handler) {
            handler.delivered(from, message);
        }
    }

    /**
     * This node has set a value of its own; the others are told now, or when the group is ready.
     * Samples ({@code rrd/...}) are told now or never. {@code nodeip} is told at every beginning.
     *
     * @param key at most 255 bytes, without a NUL, in the form of {@link
     *     org.jpmxcfs.log.model.Names}
     * @param value never changed; empty removes the key
     */
    record ValueSet(String key, byte[] value) implements StatusInput {
        @Override
        public void accept(Handler handler) {
            handler.valueSet(key, value);
        }
    }

    /**
     * A line for the cluster log, of this node.
     *
     * @param priority syslog priority, 0 to 7
     * @param pid process that logs
     * @param user who caused it
     * @param tag the program or component
     * @param text the message, in ASCII
     * @param told whether the other nodes are told; else they get it with this node's next state
     */
    record LineLogged(int priority, int pid, String user, String tag, String text, boolean told)
            implements StatusInput {
        @Override
        public void accept(Handler handler) {
            handler.lineLogged(this);
        }
    }

    /** A message could not be sent. */
    record SendFailed() implements StatusInput {
        @Override
        public void accept(Handler handler) {
            handler.sendFailed();
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

        /** Handles {@link ValueSet}. */
        void valueSet(String key, byte[] value);

        /** Handles {@link LineLogged}. */
        void lineLogged(LineLogged input);

        /** Handles {@link SendFailed}. */
        void sendFailed();
    }
}
