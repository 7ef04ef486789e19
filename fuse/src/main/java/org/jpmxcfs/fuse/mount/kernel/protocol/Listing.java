package org.jpmxcfs.fuse.mount.kernel.protocol;

/** Entries of a directory in an answer, as many as the kernel has room for. */
public final class Listing {
    private static final int NAME_BYTES = 24; // before the name itself
    private static final int ENTRY_BYTES = 40 + Reply.Attributes.BYTES;
    private static final int TYPE_SHIFT = 12; // from the mode of a file to the type in a listing

    private final Reply reply;
    private final int bytesMax;

    /** A listing in {@code reply} of at most {@code size} bytes. */
    public Listing(Reply reply, int size) {
        this.reply = reply;
        this.bytesMax = reply.size() + Math.min(size, reply.room());
    }

    /**
     * Adds a name.
     *
     * @param mode file type as in {@code st_mode}
     * @param nextOffset what the kernel gives to go on behind it; not 0
     * @return false when there is no room for it
     */
    public boolean add(String name, long inode, int mode, long nextOffset) {
        if (reply.size() + aligned(NAME_BYTES + name.length()) > bytesMax) {
            return false;
        }
        reply.putName(name, inode, mode >>> TYPE_SHIFT, nextOffset);
        return true;
    }

    /** Whether there is room for a name with its attributes. */
    public boolean hasRoomWithStatus(String name) {
        return reply.size() + ENTRY_BYTES + aligned(NAME_BYTES + name.length()) <= bytesMax;
    }

    /** Adds a name with its node and attributes, for which there is room. */
    public void addWithStatus(
            String name,
            long node,
            long nameSeconds,
            Status status,
            long statusSeconds,
            long nextOffset) {
        reply.putEntry(node, nameSeconds, status, statusSeconds);
        reply.putName(name, status.inode, status.mode >>> TYPE_SHIFT, nextOffset);
    }

    /** Adds a name without a node, which the kernel then asks for when it needs it. */
    public void addWithoutStatus(String name, long inode, int mode, long nextOffset) {
        reply.fill(ENTRY_BYTES);
        reply.putName(name, inode, mode >>> TYPE_SHIFT, nextOffset);
    }

    private static int aligned(int bytes) {
        return (bytes + 7) & ~7;
    }
}
