package org.jpmxcfs.transport.ipc.qb;

import jnr.ffi.Pointer;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/** The functions of libqb that a client needs, by their names in C. */
public interface LibQbClient {
    /** Connects; null, with errno set, when that fails. */
    Pointer qb_ipcc_connect(String name, @size_t long messageBytesMax);

    /** Sends a request made of pieces and waits for its answer; its size, or a negated errno. */
    @ssize_t
    long qb_ipcc_sendv_recv(
            Pointer connection,
            Pointer pieces,
            int pieceCount,
            Pointer answer,
            @size_t long answerBytesMax,
            int timeoutMillis);

    /** Closes a connection. */
    void qb_ipcc_disconnect(Pointer connection);
}
