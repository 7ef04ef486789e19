package org.jpmxcfs.fuse.ops;

import org.jpmxcfs.log.model.Location;

/**
 * What a mount can do, free of any binding: an entry is addressed by a {@link Location}, so by path
 * as well as by inode. Each operation returns 0 or a count, or the negative error number. Safe to
 * use from any thread. SPEC, section "What the mount shows".
 */
public interface FileOperations {
    /**
     * The flag of open(2) that asks for stable storage before a write returns; O_SYNC includes it.
     */
    int O_DSYNC = 010000;

    /** The flags of open(2) that ask to write: O_WRONLY and O_RDWR. */
    int O_WRITING = 03;

    /**
     * How full the tree is.
     *
     * @param bytes sum of all file sizes
     * @param bytesMax most bytes it takes
     * @param entries entries, the root included
     * @param entriesMax most entries it takes
     */
    record Usage(long bytes, long bytesMax, long entries, long entriesMax) {}

    /** stat(2) of what is there; a link is not followed. */
    int status(Location at, StatusSink sink);

    /** Where the link at a location leads, or null when there is no link. */
    String linkTarget(Location at);

    /**
     * Lists a directory: itself as {@code .}, its parent as {@code ..}, what the tree holds, and at
     * the root also links and virtual files.
     */
    int list(Location at, DirectorySink sink);

    /**
     * Opens a file. Returns a handle for {@link #read} and {@link #release}, 0 where none is
     * needed.
     *
     * @param flags open(2) flags: to write to a file of the tree fails at once where a change would
     *     be refused, as root is not kept from it by the mode
     */
    long open(Location at, int flags);

    /** Ends the use of a handle that {@link #open} gave. */
    void release(long handle);

    /**
     * Reads a range of a file.
     *
     * @param handle what {@link #open} gave
     * @param offset first byte, 0 or more
     * @param length most bytes wanted
     * @return how many bytes the sink got; 0 at the end of the file
     */
    int read(Location at, long handle, long offset, int length, ByteSink sink);

    /**
     * Writes into a file.
     *
     * @param flags open(2) flags of the descriptor: with O_SYNC or O_DSYNC the bytes are on stable
     *     storage on return
     */
    int write(Location at, long offset, byte[] data, int flags);

    /** Cuts a file, or fills it up with zeros. */
    int truncate(Location at, long size);

    /** Makes an empty file. */
    int create(Location at);

    /** Makes an empty directory. */
    int makeDirectory(Location at);

    /** Removes a file or an empty directory. */
    int remove(Location at);

    /** Renames, replacing a file or an empty directory. */
    int rename(Location from, Location to);

    /**
     * Sets the modification time. On a lock, 0 asks for an unlock, which happens only when the lock
     * is older than 120 s. SPEC, section "Locks".
     *
     * @param seconds since 1970; taken modulo 2^32
     */
    int setMtime(Location at, long seconds);

    /** Accepts the one mode that the path has by rule and refuses all others. */
    int chmod(Location at, int permissions);

    /** Accepts root and the mount's group, or -1 for unchanged, and refuses all others. */
    int chown(Location at, int uid, int gid);

    /** Returns when everything acknowledged is on stable storage. */
    int sync();

    /** How full the tree is. */
    Usage usage();

    /** Whether a change waits for the disk or for other nodes before it returns. */
    boolean isWaiting();
}
