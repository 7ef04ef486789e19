package org.jpmxcfs.transport.ipc.qb;

import jnr.ffi.annotations.Out;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/** The few functions of the C library that wake a loop from outside, by their names in C. */
public interface LibC {
    /** Name under which the dynamic linker knows the library. */
    String SONAME = "libc.so.6";

    /** {@code O_CLOEXEC | O_NONBLOCK}. */
    int CLOSE_ON_EXEC_NONBLOCKING = 02000000 | 04000;

    /** Makes a pipe: the descriptor to read from first, then the one to write to. */
    int pipe2(@Out int[] ends, int flags);

    /** Writes bytes to a descriptor. */
    @ssize_t
    long write(int fd, byte[] bytes, @size_t long count);

    /** Reads bytes from a descriptor. */
    @ssize_t
    long read(int fd, @Out byte[] bytes, @size_t long count);

    /** Closes a descriptor. */
    int close(int fd);
}
