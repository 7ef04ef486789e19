package org.jpmxcfs.transport.ipc;

/** Every errno that an IPC answer may carry, with its number on Linux. */
public enum IpcErrno {
    /** The caller may read only, or the path is private. */
    EPERM(1),
    /** No such file, status entry, guest or token. */
    ENOENT(2),
    /** The daemon could not do it; its log says why. */
    EIO(5),
    /** Too many cluster log messages wait to be written; the caller may try again. */
    EAGAIN(11),
    /** The bytes of the request do not have its form. */
    EINVAL(22),
    /** A status value is larger than 32 KiB. */
    EFBIG(27),
    /** The node keeps as many status entries as it may. */
    ENOSPC(28),
    /** The request's number is unknown. */
    ECHRNG(44),
    /** The answer is larger than the connection can carry. */
    EMSGSIZE(90);

    private final int number;

    IpcErrno(int number) {
        this.number = number;
    }

    /** The positive number; the wire carries it negated. */
    public int number() {
        return number;
    }
}
