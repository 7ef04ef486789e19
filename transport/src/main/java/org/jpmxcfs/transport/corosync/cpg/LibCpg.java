package org.jpmxcfs.transport.corosync.cpg;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.Delegate;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.size_t;

/** The functions of libcpg that a member of a group needs, by their names in C. */
public interface LibCpg {
    /** Name under which the dynamic linker knows the library. */
    String SONAME = "libcpg.so.4";

    /** {@code CPG_TYPE_AGREED}: one order for all members. */
    int AGREED = 2;

    /** Connects to Corosync; {@code callbacks} is two pointers to functions. */
    int cpg_initialize(@Out long[] handle, Pointer callbacks);

    /** Closes a connection. */
    int cpg_finalize(long handle);

    /** The descriptor that is readable when there is something to dispatch. */
    int cpg_fd_get(long handle, @Out int[] fd);

    /** Calls the callbacks; keeps 1 MiB on the stack. */
    int cpg_dispatch(long handle, int types);

    /** Joins a group; {@code name} is a structure of 132 bytes. */
    int cpg_join(long handle, Pointer name);

    /** Leaves a group. */
    int cpg_leave(long handle, Pointer name);

    /** Sends to the group; {@code pieces} are pairs of address and size. */
    int cpg_mcast_joined(long handle, int guarantee, Pointer pieces, int pieceCount);

    /** This node's id. */
    int cpg_local_get(long handle, @Out int[] nodeId);

    /** Given a message, which is valid only during the call. */
    interface Deliver {
        /** Called by libcpg. */
        @Delegate
        void call(
                long handle,
                Pointer group,
                int nodeId,
                int pid,
                Pointer message,
                @size_t long size);
    }

    /** Told who is in the group; each list holds structures of 12 bytes. */
    interface Change {
        /** Called by libcpg. */
        @Delegate
        void call(
                long handle,
                Pointer group,
                Pointer members,
                @size_t long memberCount,
                Pointer left,
                @size_t long leftCount,
                Pointer joined,
                @size_t long joinedCount);
    }
}
