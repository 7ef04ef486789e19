package org.jpmxcfs.log;

import java.io.IOException;

/**
 * The journal cannot do what was asked. The message is one line that names the thing, the reason
 * and the remedy.
 */
public final class JournalException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is, for callers that act on it. */
    public enum Reason {
        /** No space left for another entry; nothing was appended and a later try may succeed. */
        FULL,
        /** The storage failed; nothing may be acknowledged from here on. */
        FAILED,
        /** What is stored contradicts itself: checksum, length or order of entries. */
        DAMAGED,
        /** Files that are not ours, or that a newer version wrote. */
        FOREIGN,
        /** Another process has it open for writing. */
        BUSY
    }

    private final Reason reason;

    /** Describes trouble without a cause of its own. */
    public JournalException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Describes trouble that another exception reported. */
    public JournalException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What kind of trouble it is. */
    public Reason reason() {
        return reason;
    }
}
