package org.jpmxcfs.fuse.mount.libfuse2;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.types.size_t;
import org.jpmxcfs.fuse.mount.MountException;

/**
 * The functions of libfuse 2 that mount and run a session on threads of our own. jnr-fuse's own
 * loop lets libfuse make the threads, and each call from such a thread would attach it to the
 * virtual machine anew.
 */
public interface LibFuse2 {
    /**
     * Mounts as the arguments of a FUSE command line say, and makes the high-level file system;
     * null when that failed, with the reason on standard error. libfuse has an old {@code fuse_new}
     * without a version, which is what a lookup by name finds; this function has none.
     */
    Pointer fuse_setup(
            int count,
            String[] arguments,
            Pointer operations,
            @size_t long operationsSize,
            Pointer mountPoint,
            Pointer isMultithreaded,
            Pointer userData);

    /** The first channel of a session when {@code channel} is null. */
    Pointer fuse_session_next_chan(Pointer session, Pointer channel);

    /** The session of a file system. */
    Pointer fuse_get_session(Pointer fuse);

    /** Size of the buffer that a request needs at most. */
    @size_t
    long fuse_chan_bufsize(Pointer channel);

    /** Waits for a request; its size, 0 when the mount is gone, or a negative error number. */
    int fuse_chan_recv(long channelReference, long buffer, @size_t long size);

    /** Carries out a request through the operations and answers it. */
    void fuse_session_process(Pointer session, long buffer, @size_t long size, long channel);

    /** Whether the session has ended. */
    int fuse_session_exited(Pointer session);

    /** Frees a file system. */
    void fuse_destroy(Pointer fuse);

    /**
     * Loads the system's library.
     *
     * @throws MountException when it is not installed
     */
    static LibFuse2 load() throws MountException {
        try {
            return LibraryLoader.create(LibFuse2.class).failImmediately().load("libfuse.so.2");
        } catch (UnsatisfiedLinkError e) {
            throw new MountException(
                    "libfuse.so.2: not found; install package libfuse2 (libfuse2t64 from Debian 13"
                            + " on)",
                    e);
        }
    }
}
