package org.jpmxcfs.fuse.ops;

/** Takes what stat(2) shows of an entry; written straight into the caller's structure. */
@FunctionalInterface
public interface StatusSink {
    /**
     * Takes one entry's status.
     *
     * @param inode inode number to show, not 0
     * @param mode file type and permission bits as in {@code st_mode}
     * @param links 2 for a directory, 1 for all else
     * @param size bytes
     * @param blocks blocks of 4096 bytes that the tree accounts for; 0 for what is not in it
     * @param mtime seconds since 1970; also shown as access and change time
     */
    void put(long inode, int mode, int links, long size, long blocks, long mtime);
}
