package org.jpmxcfs.materializer.sqlite;

import java.io.IOException;

/**
 * The database cannot do what was asked. The message is one line that names the file, the reason
 * and the remedy.
 */
public final class StoreException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is, for callers that act on it. */
    public enum Reason {
        /** The disk is full; the last committed state is intact and a later try may succeed. */
        FULL,
        /** The storage or the file's permissions failed; the last committed state is intact. */
        FAILED,
        /** What is stored contradicts itself. */
        DAMAGED,
        /** A database that is neither ours nor one of pmxcfs, or not a database at all. */
        FOREIGN,
        /** A newer version of this program wrote it. */
        NEWER,
        /** Another process holds it locked. */
        BUSY,
        /** Another program changed the tree since we last wrote it. */
        CHANGED,
        /** The database and the journal do not belong together, or there is a gap between them. */
        MISMATCH
    }

    private final Reason reason;

    /** Describes trouble without a cause of its own. */
    public StoreException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Describes trouble that another exception reported. */
    public StoreException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What kind of trouble it is. */
    public Reason reason() {
        return reason;
    }
}
