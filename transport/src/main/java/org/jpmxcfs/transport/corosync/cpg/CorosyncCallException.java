package org.jpmxcfs.transport.corosync.cpg;

import java.io.IOException;

/** Corosync refused a call or cannot be reached. The message is one line. */
public final class CorosyncCallException extends IOException {
    private static final long serialVersionUID = 1;

    CorosyncCallException(String message) {
        super(message);
    }

    CorosyncCallException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Checks what a call has returned. */
    static void check(String call, int code) throws CorosyncCallException {
        if (code != ResultCode.OK) {
            throw new CorosyncCallException(call + ": " + ResultCode.text(code));
        }
    }
}
