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

    OpenFile(KnownNode node, long handle, boolean isKept, boolean isMade) {
        this.node = node;
        this.handle = handle;
        this.isKept = isKept;
        this.isMade = isMade;
    }
}
