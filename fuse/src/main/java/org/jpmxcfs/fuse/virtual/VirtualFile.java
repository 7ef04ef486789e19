package org.jpmxcfs.fuse.virtual;

/**
 * A file at the root that is not in the tree: its content is computed at the moment it is opened.
 */
public interface VirtualFile {
    /** Name at the root, with its leading dot. */
    String name();

    /** Permission bits. */
    default int permissions() {
        return 0440;
    }

    /** Whether a listing of the root shows it. */
    default boolean isListed() {
        return true;
    }

    /** The content as of now; the caller must not change the array. */
    byte[] content();

    /** Whether writes and truncation are taken at all; else they fail with EIO, as in pmxcfs. */
    default boolean isWritable() {
        return false;
    }

    /**
     * Takes a write, whatever its offset.
     *
     * @return how many bytes were understood, or -1 when they mean nothing to this file
     */
    default int write(byte[] bytes) {
        return -1;
    }
}
