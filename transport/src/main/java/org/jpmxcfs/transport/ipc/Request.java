package org.jpmxcfs.transport.ipc;

import java.util.List;

/**
 * One request of a local client, decoded and valid in itself. Names and paths are in the form of
 * {@link org.jpmxcfs.log.model.Names}. The numbers in parentheses are those on the wire.
 */
public sealed interface Request {
    /** Calls the method of {@code handler} for this kind of request. */
    <R> R accept(Handler<R> handler);

    /** Asks for a text that needs no argument (1, 2, 3, 10). */
    enum Text implements Request {
        /** The text of {@code .version} (1). */
        VERSION,
        /** The text of {@code .members} (2). */
        MEMBERS,
        /** The text of {@code .vmlist} (3). */
        GUESTS,
        /** The text of {@code .rrd} (10). */
        SAMPLES;

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.text(this);
        }
    }

    /**
     * Sets a status entry of this node (4).
     *
     * @param value the new value; empty removes the entry
     */
    record SetStatus(String key, byte[] value) implements Request {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.setStatus(this);
        }
    }

    /**
     * Asks for a status entry (5).
     *
     * @param node whose entry; empty is this node
     */
    record GetStatus(String key, String node) implements Request {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.getStatus(this);
        }
    }

    /**
     * Asks for the content of a file (6).
     *
     * @param path from the root, as the client wrote it
     */
    record ReadConfig(String path) implements Request {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.readConfig(this);
        }
    }

    /**
     * Adds a message to the cluster log (7).
     *
     * @param priority syslog priority, 0 (emergency) to 7 (debug)
     * @param user who caused it
     * @param tag the program
     * @param text the message, as the client wrote it
     */
    record Log(int priority, String user, String tag, String text) implements Request {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.log(this);
        }
    }

    /**
     * Asks for the newest messages of the cluster log (8).
     *
     * @param count how many at most, at least 1
     * @param user whose messages; empty is everybody's
     */
    record ReadLog(int count, String user) implements Request {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.readLog(this);
        }
    }

    /**
     * Asks for properties of guests (11 with one property, 13 with more).
     *
     * @param guest the guest's number, 100 or more; 0 is all guests
     * @param names the properties, at least one
     */
    record GetProperties(long guest, List<String> names) implements Request {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.getProperties(this);
        }
    }

    /**
     * Asks whether a token is a line of {@code priv/token.cfg} (12).
     *
     * @param token the line, not empty, without newline
     */
    record VerifyToken(String token) implements Request {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.verifyToken(this);
        }

        /** The token is a secret and stays out of logs. */
        @Override
        public String toString() {
            return "VerifyToken[characters=" + token.length() + "]";
        }
    }

    /** Bytes that are no request, with the errno that they are answered with. */
    record Malformed(IpcErrno errno) implements Request {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.malformed(this);
        }
    }

    /**
     * One method for each kind of request, so that a new kind does not compile until it is handled.
     */
    interface Handler<R> {
        /** Handles {@link Text}. */
        R text(Text request);

        /** Handles {@link SetStatus}. */
        R setStatus(SetStatus request);

        /** Handles {@link GetStatus}. */
        R getStatus(GetStatus request);

        /** Handles {@link ReadConfig}. */
        R readConfig(ReadConfig request);

        /** Handles {@link Log}. */
        R log(Log request);

        /** Handles {@link ReadLog}. */
        R readLog(ReadLog request);

        /** Handles {@link GetProperties}. */
        R getProperties(GetProperties request);

        /** Handles {@link VerifyToken}. */
        R verifyToken(VerifyToken request);

        /** Handles {@link Malformed}. */
        R malformed(Malformed request);
    }
}
