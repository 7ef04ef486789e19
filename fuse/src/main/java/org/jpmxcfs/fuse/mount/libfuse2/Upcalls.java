package org.jpmxcfs.fuse.mount.libfuse2;

import jnr.ffi.annotations.Delegate;

/**
 * The shapes of the functions that libfuse calls, by their arguments: addresses and 64-bit numbers
 * are {@code long}. The interfaces are public because jnr-ffi makes their native side at run time.
 */
public final class Upcalls {
    private Upcalls() {}

    /** {@code (const char *)}. */
    public interface OfPath {
        /** Answers the call: 0 or more, or a negative error number. */
        @Delegate
        int call(long path);
    }

    /** {@code (const char *, void *)}. */
    public interface OfPathAddress {
        /** Answers the call: 0 or more, or a negative error number. */
        @Delegate
        int call(long path, long address);
    }

    /** {@code (const char *, mode_t)}. */
    public interface OfPathMode {
        /** Answers the call: 0 or more, or a negative error number. */
        @Delegate
        int call(long path, int mode);
    }

    /** {@code (const char *, uid_t, gid_t)}. */
    public interface OfPathOwner {
        /** Answers the call: 0 or more, or a negative error number. */
        @Delegate
        int call(long path, int uid, int gid);
    }

    /**
     * {@code (const char *, mode_t, dev_t)} and {@code (const char *, int, struct fuse_file_info
     * *)}.
     */
    public interface OfPathModeAddress {
        /** Answers the call: 0 or more, or a negative error number. */
        @Delegate
        int call(long path, int mode, long address);
    }

    /** {@code (const char *, char *, size_t)}. */
    public interface OfPathBuffer {
        /** Answers the call: 0 or more, or a negative error number. */
        @Delegate
        int call(long path, long buffer, long size);
    }

    /**
     * {@code (const char *, char *, size_t, off_t, struct fuse_file_info *)}, and readdir, which
     * has the same shape.
     */
    public interface OfTransfer {
        /** Answers the call: 0 or more, or a negative error number. */
        @Delegate
        int call(long path, long buffer, long size, long offset, long fileInfo);
    }
}
