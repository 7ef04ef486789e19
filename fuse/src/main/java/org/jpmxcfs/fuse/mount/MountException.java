package org.jpmxcfs.fuse.mount;

import java.io.IOException;

/**
 * A mount that could not be made; the message is one line that names the thing, the reason and the
 * remedy.
 */
public final class MountException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Trouble without a cause of its own. */
    public MountException(String message) {
        super(message);
    }

    /** Trouble that another failure reported. */
    public MountException(String message, Throwable cause) {
        super(message, cause);
    }
}
