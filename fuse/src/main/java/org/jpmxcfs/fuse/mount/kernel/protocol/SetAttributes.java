package org.jpmxcfs.fuse.mount.kernel.protocol;

/** The argument of SETATTR: which attributes are to change, and to what. */
public final class SetAttributes {
    private static final int MODE = 1;
    private static final int UID = 1 << 1;
    private static final int GID = 1 << 2;
    private static final int SIZE = 1 << 3;
    private static final int MTIME = 1 << 5;
    private static final int UNCHANGED = -1;

    private SetAttributes() {}

    /** Whether the permission bits change. */
    public static boolean hasMode(Request request) {
        return has(request, MODE);
    }

    /** The permission bits to set. */
    public static int mode(Request request) {
        return request.argumentInt(68);
    }

    /** Whether owner or group change. */
    public static boolean hasOwner(Request request) {
        return has(request, UID | GID);
    }

    /** The user to set, or -1. */
    public static int uid(Request request) {
        return has(request, UID) ? request.argumentInt(76) : UNCHANGED;
    }

    /** The group to set, or -1. */
    public static int gid(Request request) {
        return has(request, GID) ? request.argumentInt(80) : UNCHANGED;
    }

    /** Whether the size changes. */
    public static boolean hasSize(Request request) {
        return has(request, SIZE);
    }

    /** The size to set; negative where no file can have it. */
    public static long size(Request request) {
        return request.argumentLong(16);
    }

    /** Whether the modification time changes. */
    public static boolean hasMtime(Request request) {
        return has(request, MTIME);
    }

    /** The modification time to set, in seconds since 1970. */
    public static long mtime(Request request) {
        return request.argumentLong(40);
    }

    private static boolean has(Request request, int bits) {
        return (request.argumentInt(0) & bits) != 0;
    }
}
