package org.jpmxcfs.fuse.mount;

/** A mounted file system that is being served, whichever binding does it. */
public interface Mount extends AutoCloseable {
    /** Returns when the mount is gone: unmounted by somebody, or closed. */
    void awaitGone() throws InterruptedException;

    /**
     * Takes the mount away from the tree of files at once and waits, for a bounded time, until the
     * requests under way are answered.
     */
    @Override
    void close();
}
