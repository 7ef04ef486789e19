package org.jpmxcfs.fuse.libc;

import jnr.constants.platform.Errno;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/**
 * A device that is read and written by system calls of its own meaning, as {@code /dev/fuse} is:
 * one call is one message, which channels of the JDK do not promise. Any thread may use it.
 */
public final class Device implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 02000000;

    /** The functions by their C signatures; an address is a {@code long}. */
    public interface Functions {
        /** See open(2). */
        int open(String path, int flags);

        /** See read(2). */
        @ssize_t
        long read(int descriptor, @size_t long address, @size_t long count);

        /** See write(2). */
        @ssize_t
        long write(int descriptor, @size_t long address, @size_t long count);

        /** See close(2). */
        int close(int descriptor);

        /** See mount(2). */
        int mount(String source, String target, String type, @size_t long flags, String options);
    }

    private static final Functions FUNCTIONS =
            LibraryLoader.create(Functions.class).load("libc.so.6");
    private static final Runtime RUNTIME = Runtime.getRuntime(FUNCTIONS);

    private final int descriptor;

    private Device(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens a device for reading and writing; programs that this process starts do not get it.
     *
     * @return null when it cannot be opened, with the reason in {@link #lastError}
     */
    public static Device open(String path) {
        int descriptor = FUNCTIONS.open(path, O_RDWR | O_CLOEXEC);
        return descriptor < 0 ? null : new Device(descriptor);
    }

    /** Why the last call of this thread failed. */
    public static Errno lastError() {
        return Errno.valueOf(RUNTIME.getLastError());
    }

    /**
     * Mounts a file system.
     *
     * @param flags MS_RDONLY and the like
     * @return null, or why it failed
     */
    public static Errno mount(
            String source, String target, String type, long flags, String options) {
        return FUNCTIONS.mount(source, target, type, flags, options) == 0 ? null : lastError();
    }

    /** Its number in this process. */
    public int descriptor() {
        return descriptor;
    }

    /**
     * Takes one message.
     *
     * @return how many bytes; negative when there is none, with the reason in {@link #lastError}
     */
    public int read(NativeBuffer into) {
        return (int) FUNCTIONS.read(descriptor, into.address(), into.size());
    }

    /**
     * Gives one message.
     *
     * @param count how many bytes of {@code from} it has
     * @return negative when it was not taken, with the reason in {@link #lastError}
     */
    public int write(NativeBuffer from, int count) {
        return (int) FUNCTIONS.write(descriptor, from.address(), count);
    }

    @Override
    public void close() {
        FUNCTIONS.close(descriptor);
    }
}
