package org.jpmxcfs.transport.netty;

import org.jpmxcfs.transport.raft.wire.Message;

/**
 * What goes over a connection. The one who dialled says {@link Hello} first, or {@link Enrol} when
 * it has no certificate; the other answers with {@link Welcome}, {@link Enrolled} or {@link
 * Refused}. Arrays are never changed. Texts are in the form of {@link org.jpmxcfs.log.model.Names}.
 */
sealed interface Frame {
    /** Calls the method of {@code handler} for this kind of frame. */
    void accept(Handler handler);

    /**
     * Who dials, and what for.
     *
     * @param clusterId cluster of the sender
     * @param nodeId its node id
     * @param name its node name, the same as in its certificate
     * @param lane what the connection is for
     * @param incarnation drawn by the sender at its start
     * @param port where the sender listens, for a receiver that does not know it
     */
    record Hello(String clusterId, int nodeId, String name, Lane lane, long incarnation, int port)
            implements Frame {
        @Override
        public void accept(Handler handler) {
            handler.hello(this);
        }
    }

    /** A {@link Hello} or {@link Enrol} of a program whose other frames this one cannot read. */
    record Foreign(int version) implements Frame {
        @Override
        public void accept(Handler handler) {
            handler.foreign(this);
        }
    }

    /** Who was dialled, and takes part; fields as in {@link Hello}. */
    record Welcome(String clusterId, int nodeId, String name, long incarnation) implements Frame {
        @Override
        public void accept(Handler handler) {
            handler.welcome(this);
        }
    }

    /** Why not: the last frame of a connection. */
    record Refused(Refusal reason, String text) implements Frame {
        @Override
        public void accept(Handler handler) {
            handler.refused(this);
        }
    }

    /** Asks for a sign of life. */
    record Ping(long nanos) implements Frame {
        @Override
        public void accept(Handler handler) {
            handler.ping(this);
        }
    }

    /** The sign of life, with the number that the question had. */
    record Pong(long nanos) implements Frame {
        @Override
        public void accept(Handler handler) {
            handler.pong(this);
        }
    }

    /** A published value of the sender; empty when it has none any more. */
    record Value(String key, byte[] value) implements Frame {
        @Override
        public void accept(Handler handler) {
            handler.value(this);
        }
    }

    /** A message of the replica. */
    record Carried(Message message) implements Frame {
        @Override
        public void accept(Handler handler) {
            handler.carried(this);
        }
    }

    /** The one request of a stranger; see {@link StrangerDesk}. */
    record Enrol(byte[] request) implements Frame {
        @Override
        public void accept(Handler handler) {
            handler.enrol(this);
        }
    }

    /** The answer to {@link Enrol}. */
    record Enrolled(byte[] answer) implements Frame {
        @Override
        public void accept(Handler handler) {
            handler.enrolled(this);
        }
    }

    /** One method for each kind of frame. */
    interface Handler {
        /** Handles {@link Hello}. */
        void hello(Hello frame);

        /** Handles {@link Foreign}. */
        void foreign(Foreign frame);

        /** Handles {@link Welcome}. */
        void welcome(Welcome frame);

        /** Handles {@link Refused}. */
        void refused(Refused frame);

        /** Handles {@link Ping}. */
        void ping(Ping frame);

        /** Handles {@link Pong}. */
        void pong(Pong frame);

        /** Handles {@link Value}. */
        void value(Value frame);

        /** Handles {@link Carried}. */
        void carried(Carried frame);

        /** Handles {@link Enrol}. */
        void enrol(Enrol frame);

        /** Handles {@link Enrolled}. */
        void enrolled(Enrolled frame);
    }

    /** One end of a connection: it takes some kinds of frames, and no others. */
    interface End extends Handler {
        /** Handles a frame that does not belong here. */
        void misplaced(Frame frame);

        @Override
        default void hello(Hello frame) {
            misplaced(frame);
        }

        @Override
        default void foreign(Foreign frame) {
            misplaced(frame);
        }

        @Override
        default void welcome(Welcome frame) {
            misplaced(frame);
        }

        @Override
        default void refused(Refused frame) {
            misplaced(frame);
        }

        @Override
        default void ping(Ping frame) {
            misplaced(frame);
        }

        @Override
        default void pong(Pong frame) {
            misplaced(frame);
        }

        @Override
        default void value(Value frame) {
            misplaced(frame);
        }

        @Override
        default void carried(Carried frame) {
            misplaced(frame);
        }

        @Override
        default void enrol(Enrol frame) {
            misplaced(frame);
        }

        @Override
        default void enrolled(Enrolled frame) {
            misplaced(frame);
        }
    }
}
