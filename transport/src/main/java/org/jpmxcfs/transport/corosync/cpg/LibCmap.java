package org.jpmxcfs.transport.corosync.cpg;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.Delegate;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.size_t;

/** The functions of libcmap that read Corosync's configuration, by their names in C. */
public interface LibCmap {
    /** Name under which the dynamic linker knows the library. */
    String SONAME = "libcmap.so.4";

    /** {@code CMAP_KEYNAME_MAXLEN} and the NUL behind it. */
    int KEY_BYTES = 256;

    /** {@code CMAP_TRACK_ADD | _DELETE | _MODIFY}. */
    int TRACK_ALL = 4 | 1 | 2;

    /** {@code CMAP_TRACK_PREFIX}: the key is the beginning of many. */
    int TRACK_PREFIX = 8;

    /** Connects to Corosync. */
    int cmap_initialize(@Out long[] handle);

    /** Closes a connection. */
    int cmap_finalize(long handle);

    /** The descriptor that is readable when there is something to dispatch. */
    int cmap_fd_get(long handle, @Out int[] fd);

    /** Calls the callbacks; keeps 1 MiB on the stack. */
    int cmap_dispatch(long handle, int types);

    /** A text, which is the caller's to free. */
    int cmap_get_string(long handle, String key, @Out long[] text);

    /** An unsigned number of 32 bits. */
    int cmap_get_uint32(long handle, String key, @Out int[] value);

    /** An unsigned number of 64 bits. */
    int cmap_get_uint64(long handle, String key, @Out long[] value);

    /** Begins to go through the keys that start with a prefix. */
    int cmap_iter_init(long handle, String prefix, @Out long[] iterator);

    /** The next key. */
    int cmap_iter_next(
            long handle, long iterator, Pointer key, @size_t @Out long[] size, @Out int[] type);

    /** Ends what {@link #cmap_iter_init} began. */
    int cmap_iter_finalize(long handle, long iterator);

    /** Asks to be told of changes. */
    int cmap_track_add(
            long handle,
            String key,
            int types,
            Pointer function,
            Pointer context,
            @Out long[] track);

    /**
     * Told of a change. In C two structures and a context follow, passed by value, which jnr-ffi
     * cannot describe; they lie behind these four and nobody needs them.
     */
    interface Notify {
        /** Called by libcmap. */
        @Delegate
        void call(long handle, long track, int event, Pointer key);
    }
}
