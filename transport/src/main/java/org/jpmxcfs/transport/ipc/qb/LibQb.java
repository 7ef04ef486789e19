package org.jpmxcfs.transport.ipc.qb;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.Delegate;
import jnr.ffi.types.intptr_t;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/**
 * The functions of libqb 2 that a server needs, by their names in C. All but {@link
 * #qb_loop_create} belong to the one thread that runs the loop. Addresses that libqb only hands
 * back are {@code long}.
 */
public interface LibQb {
    /** Name under which the dynamic linker knows the library. */
    String SONAME = "libqb.so.100";

    /** {@code QB_IPC_SHM}: rings in shared memory. */
    int IPC_SHARED_MEMORY = 1;

    /** {@code QB_LOOP_HIGH}. */
    int PRIORITY_HIGH = 2;

    /** {@code QB_IPCS_RATE_FAST}: requests have the highest priority in the loop. */
    int RATE_FAST = 0;

    /** {@code POLLIN}. */
    int POLL_IN = 1;

    /** Makes an event loop; null when memory is short. */
    Pointer qb_loop_create();

    /** Runs the loop until it is stopped. */
    void qb_loop_run(Pointer loop);

    /** Makes the loop end after the callback that is running. */
    void qb_loop_stop(Pointer loop);

    /** Frees a loop that has ended. */
    void qb_loop_destroy(Pointer loop);

    /** Runs a function once, soon. */
    int qb_loop_job_add(
            Pointer loop, int priority, @intptr_t long context, @intptr_t long function);

    /** Calls a function whenever a file descriptor is ready. */
    int qb_loop_poll_add(
            Pointer loop,
            int priority,
            int fd,
            int events,
            @intptr_t long context,
            @intptr_t long function);

    /** Changes what {@link #qb_loop_poll_add} asked for. */
    int qb_loop_poll_mod(
            Pointer loop,
            int priority,
            int fd,
            int events,
            @intptr_t long context,
            @intptr_t long function);

    /** Ends the watching of a file descriptor. */
    int qb_loop_poll_del(Pointer loop, int fd);

    /** Makes a service; null when memory is short. */
    Pointer qb_ipcs_create(String name, int serviceId, int type, Pointer handlers);

    /** Gives a service its event loop. */
    void qb_ipcs_poll_handlers_set(Pointer service, Pointer handlers);

    /** Sets how eagerly requests are taken, {@link #RATE_FAST} or slower. */
    void qb_ipcs_request_rate_limit(Pointer service, int rate);

    /** Starts to listen; 0, or a negated errno. */
    int qb_ipcs_run(Pointer service);

    /** Closes all connections and frees the service. */
    void qb_ipcs_destroy(Pointer service);

    /** Sends an answer made of several pieces; the bytes sent, or a negated errno. */
    @ssize_t
    long qb_ipcs_response_sendv(@intptr_t long connection, Pointer pieces, @size_t long pieceCount);

    /** Closes a connection. */
    void qb_ipcs_disconnect(@intptr_t long connection);

    /** Largest message on a connection, in bytes. */
    int qb_ipcs_connection_get_buffer_size(@intptr_t long connection);

    /** Fills a structure of 64 bytes whose first field is the client's process id. */
    int qb_ipcs_connection_stats_get(@intptr_t long connection, Pointer stats, int clear);

    /** Decides about a new connection; 0 accepts it. */
    interface ConnectionAccept {
        /** Called by libqb. */
        @Delegate
        int call(@intptr_t long connection, int uid, int gid);
    }

    /** Told of a new connection, or of one that is freed. */
    interface ConnectionEvent {
        /** Called by libqb. */
        @Delegate
        void call(@intptr_t long connection);
    }

    /** Told of a closed connection; 0 lets libqb free it. */
    interface ConnectionClosed {
        /** Called by libqb. */
        @Delegate
        int call(@intptr_t long connection);
    }

    /** Given a message, which lies in memory that the client can write to. */
    interface MessageProcess {
        /** Called by libqb. */
        @Delegate
        int call(@intptr_t long connection, Pointer message, @size_t long size);
    }

    /** The service's way to {@link LibQb#qb_loop_job_add}. */
    interface JobAdd {
        /** Called by libqb. */
        @Delegate
        int call(int priority, @intptr_t long context, @intptr_t long function);
    }

    /** The service's way to {@link LibQb#qb_loop_poll_add} and {@link LibQb#qb_loop_poll_mod}. */
    interface DispatchAdd {
        /** Called by libqb. */
        @Delegate
        int call(int priority, int fd, int events, @intptr_t long context, @intptr_t long function);
    }

    /** The service's way to {@link LibQb#qb_loop_poll_del}. */
    interface DispatchDelete {
        /** Called by libqb. */
        @Delegate
        int call(int fd);
    }

    /** Told that a file descriptor is ready; 0 keeps watching it. */
    interface Ready {
        /** Called by libqb. */
        @Delegate
        int call(int fd, int events, @intptr_t long context);
    }
}
