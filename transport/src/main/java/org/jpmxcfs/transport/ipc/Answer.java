package org.jpmxcfs.transport.ipc;

/**
 * What a request is answered with: data, or an errno and no data.
 *
 * @param errno why there is no data; null when the request succeeded
 * @param data the bytes after the answer's header, owned by the receiver; empty with an errno
 */
public record Answer(IpcErrno errno, byte[] data) {
    private static final byte[] NOTHING = new byte[0];
    private static final Answer DONE = new Answer(null, NOTHING);

    /** Success without data. */
    public static Answer done() {
        return DONE;
    }

    /** Success with data. */
    public static Answer of(byte[] data) {
        return new Answer(null, data);
    }

    /** A refusal. */
    public static Answer refused(IpcErrno errno) {
        return new Answer(errno, NOTHING);
    }

    /** The error field of the answer's header: 0, or the negated errno. */
    public int error() {
        return errno == null ? 0 : -errno.number();
    }
}
