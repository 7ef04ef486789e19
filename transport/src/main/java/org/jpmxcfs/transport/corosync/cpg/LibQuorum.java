package org.jpmxcfs.transport.corosync.cpg;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.Delegate;
import jnr.ffi.annotations.Out;

/** The functions of libquorum that tell of the quorum, by their names in C. */
public interface LibQuorum {
    /** Name under which the dynamic linker knows the library. */
    String SONAME = "libquorum.so.5";

    /** {@code CS_TRACK_CURRENT | CS_TRACK_CHANGES}: what is, and then each change. */
    int TRACK_CURRENT_AND_CHANGES = 3;

    /** Connects to Corosync; {@code callbacks} is one pointer to a function. */
    int quorum_initialize(@Out long[] handle, Pointer callbacks, @Out int[] type);

    /** Closes a connection. */
    int quorum_finalize(long handle);

    /** The descriptor that is readable when there is something to dispatch. */
    int quorum_fd_get(long handle, @Out int[] fd);

    /** Calls the callback; keeps 1 MiB on the stack. */
    int quorum_dispatch(long handle, int types);

    /** Asks to be told. */
    int quorum_trackstart(long handle, int flags);

    /** Told whether there is a quorum, and of whom. */
    interface Notify {
        /** Called by libquorum. */
        @Delegate
        void call(long handle, int isQuorate, long ring, int nodeCount, Pointer nodes);
    }
}
