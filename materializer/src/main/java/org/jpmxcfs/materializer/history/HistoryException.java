package org.jpmxcfs.materializer.history;

import java.io.IOException;

/**
 * The past that was asked for cannot be had. The message is one line that names the thing, the
 * reason and the remedy.
 */
public final class HistoryException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Fails with this line. */
    public HistoryException(String line) {
        super(line);
    }
}
