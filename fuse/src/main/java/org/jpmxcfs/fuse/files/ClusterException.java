package org.jpmxcfs.fuse.files;

import java.io.IOException;

/** Something that a cluster does not allow; the message is one line with reason and remedy. */
public final class ClusterException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Fails with this line. */
    public ClusterException(String line) {
        super(line);
    }

    /** Fails with this line, because of something else. */
    public ClusterException(String line, Throwable cause) {
        super(line, cause);
    }
}
