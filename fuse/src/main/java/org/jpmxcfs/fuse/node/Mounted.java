package org.jpmxcfs.fuse.node;

/** Something that serves a mount: the node itself, or one of its past states. */
public interface Mounted extends AutoCloseable {
    /** Returns when the mount is gone: unmounted by somebody, or by {@link #close}. */
    void awaitStop();

    /** Unmounts and stops everything. */
    @Override
    void close();
}
