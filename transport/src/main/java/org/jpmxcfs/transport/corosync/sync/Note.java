package org.jpmxcfs.transport.corosync.sync;

/** Something for the log of the daemon. */
public record Note(Level level, String text) {
    /** How much it matters. */
    public enum Level {
        /** In the course of things. */
        INFORMATION,
        /** Something that people may want to look after. */
        WARNING,
        /** Something is wrong. */
        ERROR
    }
}
