package org.jpmxcfs.fuse.ops;

import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;

/** The one table from refusals to the error numbers of Linux. */
public final class Errnos {
    /** No such file or directory. */
    public static final int ENOENT = 2;

    /** Operation not permitted. */
    public static final int EPERM = 1;

    /** No such device or address: beyond the end of a file. */
    public static final int ENXIO = 6;

    /** Bad file descriptor. */
    public static final int EBADF = 9;

    /** Stale file handle: the caller then looks the name up anew. */
    public static final int ESTALE = 116;

    /** Input/output error. */
    public static final int EIO = 5;

    /** Permission denied. */
    public static final int EACCES = 13;

    /** Device or resource busy. */
    public static final int EBUSY = 16;

    /** File exists. */
    public static final int EEXIST = 17;

    /** Not a directory. */
    public static final int ENOTDIR = 20;

    /** Is a directory. */
    public static final int EISDIR = 21;

    /** Invalid argument. */
    public static final int EINVAL = 22;

    /** File too large. */
    public static final int EFBIG = 27;

    /** No space left on device. */
    public static final int ENOSPC = 28;

    /** File name too long. */
    public static final int ENAMETOOLONG = 36;

    /** Function not implemented. */
    public static final int ENOSYS = 38;

    /** Directory not empty. */
    public static final int ENOTEMPTY = 39;

    /** Connection timed out. */
    public static final int ETIMEDOUT = 110;

    private Errnos() {}

    /** The error number of a refusal, positive. */
    public static int of(Refusal refusal) {
        return switch (refusal) {
            case NOT_FOUND -> ENOENT;
            case EXISTS -> EEXIST;
            case NOT_A_DIRECTORY -> ENOTDIR;
            case IS_A_DIRECTORY -> EISDIR;
            case NOT_EMPTY -> ENOTEMPTY;
            case FORBIDDEN, NO_QUORUM -> EACCES;
            case FILE_TOO_LARGE -> EFBIG;
            case NO_SPACE -> ENOSPC;
            case NAME_TOO_LONG -> ENAMETOOLONG;
            case INVALID -> EINVAL;
            case TIMED_OUT -> ETIMEDOUT;
            case IO_ERROR -> EIO;
            case BUSY -> EBUSY;
        };
    }

    /** What a FUSE operation returns for an outcome: the count, or the negative error number. */
    public static int result(Outcome outcome) {
        return outcome.isDone() ? outcome.count() : -of(outcome.refusal());
    }
}
