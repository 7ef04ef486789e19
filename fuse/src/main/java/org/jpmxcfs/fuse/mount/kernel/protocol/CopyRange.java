package org.jpmxcfs.fuse.mount.kernel.protocol;

/** The argument of COPY_FILE_RANGE, behind the handle and offset of its source. */
public final class CopyRange {
    private CopyRange() {}

    /** The open file that is written to. */
    public static long targetHandle(Request request) {
        return request.argumentLong(24);
    }

    /** Where the first byte goes. */
    public static long targetOffset(Request request) {
        return request.argumentLong(32);
    }

    /** Most bytes to copy; negative where no file can have them. */
    public static long length(Request request) {
        return request.argumentLong(40);
    }
}
