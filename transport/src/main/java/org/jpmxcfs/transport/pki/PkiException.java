package org.jpmxcfs.transport.pki;

/** A key or certificate that cannot be used; the message says which and why in one line. */
public final class PkiException extends Exception {
    private static final long serialVersionUID = 1L;

    PkiException(String message) {
        super(message);
    }

    PkiException(String message, Throwable cause) {
        super(message, cause);
    }
}
