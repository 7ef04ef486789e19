package org.jpmxcfs.fuse.mount.kernel;

/** A file that a client has open. */
final class OpenFile {
    final KnownNode node;

    /** What the operations gave for it; 0 where they need none. */
    final long handle;

    /** Whether reads of it go through the kernel's pages. */
    final boolean isKept;

    /** Whether it was made when it was opened. */
    final boolean isMade;

    /** What it was when it was opened, where the kernel keeps it; else null. */
    final Opening opening;

    /**
     * The content that goes with the attributes that the kernel has.
     *
     * @param content the bytes
     * @param changedNanos when it was last changed
     * @param statusShown how often the kernel had been shown attributes
     */
    record Opening(byte[] content, long changedNanos, int statusShown) {
        /** Whether the kernel still goes by the attributes of then, although it has changed. */
        boolean isOvertaken(KnownNode node) {
            return node.changedNanos != changedNanos && node.statusShown() == statusShown;
        }
    }

    OpenFile(KnownNode node, long handle, Opening opening, boolean isMade) {
        this.node = node;
        this.handle = handle;
        this.opening = opening;
        this.isKept = opening != null;
        this.isMade = isMade;
    }
}
