package org.jpmxcfs.transport.corosync.cpg;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/** The few functions of the C library that wait for a descriptor, by their names in C. */
public interface LibC {
    /** Name under which the dynamic linker knows the library. */
    String SONAME = "libc.so.6";

    /** {@code O_CLOEXEC | O_NONBLOCK}. */
    int CLOSE_ON_EXEC_NONBLOCKING = 02000000 | 04000;

    /** {@code POLLIN}. */
    int POLL_IN = 1;

    /** Waits for one of some descriptors, each a structure of 8 bytes. */
    int poll(Pointer descriptors, long count, int timeoutMillis);

    /** Makes a pipe: the descriptor to read from first, then the one to write to. */
    int pipe2(@Out int[] ends, int flags);

    /** Reads bytes from a descriptor. */
    @ssize_t
    long read(int fd, @Out byte[] bytes, @size_t long count);

    /** Writes bytes to a descriptor. */
    @ssize_t
    long write(int fd, @In byte[] bytes, @size_t long count);

    /** Closes a descriptor. */
    int close(int fd);

    /** Frees what a library of C has allocated. */
    void free(Pointer memory);
}
