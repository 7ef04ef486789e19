package org.jpmxcfs.fuse.ops;

/** File types in {@code st_mode}, inode(7). */
public final class FileModes {
    /** Mask of the type bits. */
    public static final int TYPE = 0170000;

    /** A directory. */
    public static final int DIRECTORY = 0040000;

    /** A regular file. */
    public static final int FILE = 0100000;

    /** A symbolic link. */
    public static final int LINK = 0120000;

    private FileModes() {}
}
