package org.jpmxcfs.fuse.ops;

/** Takes the entries of a directory one after the other. */
@FunctionalInterface
public interface DirectorySink {
    /**
     * Takes one entry.
     *
     * @param name its name, one char a byte
     * @param inode inode number to show, not 0
     * @param mode file type as in {@code st_mode}
     */
    void add(String name, long inode, int mode);
}
