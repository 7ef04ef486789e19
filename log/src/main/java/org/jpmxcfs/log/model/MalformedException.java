package org.jpmxcfs.log.model;

/** Bytes that do not spell a mutation or entry. The message says what is wrong with them. */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong with the bytes. */
    public MalformedException(String message) {
        super(message);
    }

    /** Says what is wrong with the bytes, as the values that they spell reported it. */
    public MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
