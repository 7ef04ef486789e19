package org.jpmxcfs.fuse.ops;

import org.jpmxcfs.log.model.Location;

/**
 * Operations for a binding that names things by their inode, as {@link FileOperations#status} shows
 * it, rather than by their path.
 */
public interface NodeOperations extends FileOperations {
    /** Inode that the root shows. */
    long ROOT = 1;

    /** From here on are the inodes of what is not in the tree: links and virtual files. */
    long COMPUTED = 1L << 62;

    /** Whether this inode is that of a link or virtual file. */
    static boolean isComputed(long inode) {
        return inode >= COMPUTED;
    }

    /** The location of what shows this inode, whether or not it is there still. */
    Location at(long inode);

    /** The location of a name in the directory that shows this inode. */
    Location at(long directory, String name);

    /**
     * Whether what is in a directory must not be kept by anybody: locks, which clients look at to
     * learn what others do.
     */
    boolean isNeverCached(long directory);
}
