package org.jpmxcfs.transport.corosync.cpg;

/** What Corosync's libraries return, {@code cs_error_t}. Success is 1, not 0. */
final class ResultCode {
    static final int OK = 1;
    static final int LIBRARY = 2;
    static final int TIMEOUT = 5;
    static final int TRY_AGAIN = 6;
    static final int BAD_HANDLE = 9;

    private ResultCode() {}

    /** Whether the same call may succeed a moment later. */
    static boolean isPassing(int code) {
        return code == TRY_AGAIN || code == TIMEOUT;
    }

    /** The code as its name in C, for the common ones. */
    static String text(int code) {
        return switch (code) {
            case LIBRARY -> "CS_ERR_LIBRARY: corosync does not run, or has ended";
            case TIMEOUT -> "CS_ERR_TIMEOUT";
            case TRY_AGAIN -> "CS_ERR_TRY_AGAIN: corosync is busy or starting";
            case BAD_HANDLE -> "CS_ERR_BAD_HANDLE: the connection is closed";
            case 11 -> "CS_ERR_ACCESS: not allowed, run as root";
            case 12 -> "CS_ERR_NOT_EXIST";
            case 14 -> "CS_ERR_EXIST";
            case 20 -> "CS_ERR_BAD_OPERATION";
            case 100 -> "CS_ERR_SECURITY: not allowed, run as root";
            default -> "error " + code;
        };
    }
}
