package org.jpmxcfs.fuse.mount.kernel.protocol;

/**
 * Attributes of a node, before they are put into an answer. Filled anew for each use; one thread.
 */
public final class Status {
    /** Inode number to show. */
    public long inode;

    /** File type and permission bits. */
    public int mode;

    /** How many names it has. */
    public int links;

    /** Bytes of content. */
    public long size;

    /** Blocks that it takes. */
    public long blocks;

    /** Seconds since 1970. */
    public long mtime;

    /** Group that owns it; the user is root. */
    public final int ownerGid;

    /** Attributes of what this group owns. */
    public Status(int ownerGid) {
        this.ownerGid = ownerGid;
    }

    /** Sets all of them. */
    public void set(
            long newInode, int newMode, int newLinks, long newSize, long newBlocks, long newMtime) {
        inode = newInode;
        mode = newMode;
        links = newLinks;
        size = newSize;
        blocks = newBlocks;
        mtime = newMtime;
    }
}
