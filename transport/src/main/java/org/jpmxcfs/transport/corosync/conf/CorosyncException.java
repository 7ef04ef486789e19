package org.jpmxcfs.transport.corosync.conf;

/** A corosync.conf that cannot be used; the message says where and why in one line. */
public final class CorosyncException extends Exception {
    private static final long serialVersionUID = 1L;

    CorosyncException(String message) {
        super(message);
    }

    /** Refuses what a line says; lines count from 1. */
    static CorosyncException at(int line, String message) {
        return new CorosyncException("corosync.conf, line " + line + ": " + message);
    }
}
