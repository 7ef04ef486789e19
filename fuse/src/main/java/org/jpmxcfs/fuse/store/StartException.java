package org.jpmxcfs.fuse.store;

import java.io.IOException;

/**
 * A daemon that could not start; the message is one line that names the thing, the reason and the
 * remedy.
 */
public final class StartException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Trouble without a cause of its own. */
    public StartException(String message) {
        super(message);
    }

    /** Trouble that another failure reported, whose message says it all. */
    public StartException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
