package org.jpmxcfs.transport.ipc.qb;

import java.io.IOException;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import org.jpmxcfs.transport.ipc.Messages;

/**
 * A client on the real library, with the sizes of Proxmox's own: it asks for a buffer of 1 MiB and
 * reads answers of up to 1 MiB with their header. For one thread.
 */
public final class QbClient implements AutoCloseable {
    /** The buffer that Proxmox's client asks for. */
    public static final int BUFFER_BYTES = 1 << 20;

    /** The library. */
    public static final LibQbClient LIBRARY =
            LibraryLoader.create(LibQbClient.class).failImmediately().load(LibQb.SONAME);

    private static final int HEADER_BYTES = 24;
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Pointer connection;
    private final Pointer request = Natives.bytes(BUFFER_BYTES);
    private final Pointer piece = Natives.bytes(16);
    private final Pointer answer = Natives.bytes(BUFFER_BYTES);

    /** What came back: the answer's header and data, or a negated errno of the library. */
    public record Reply(long result, int number, int error, byte[] data) {}

    private QbClient(Pointer connection) {
        this.connection = connection;
        piece.putPointer(0, request);
    }

    /** Connects to a service, or says with which errno it did not. */
    public static QbClient connect(String name) throws IOException {
        Pointer connection = LIBRARY.qb_ipcc_connect(name, BUFFER_BYTES);
        if (connection == null) {
            int errno = jnr.ffi.Runtime.getSystemRuntime().getLastError();
            throw new IOException("connect to " + name + ": errno " + errno);
        }
        return new QbClient(connection);
    }

    /** Sends a message as it is, right or wrong, and waits at most 20 s for the answer. */
    public Reply ask(byte[] message) {
        request.put(0, message, 0, message.length);
        piece.putLong(8, message.length);
        long result =
                LIBRARY.qb_ipcc_sendv_recv(
                        connection, piece, 1, answer, BUFFER_BYTES, TIMEOUT_MILLIS);
        if (result < HEADER_BYTES) {
            return new Reply(result, 0, 0, new byte[0]);
        }
        byte[] data = new byte[(int) result - HEADER_BYTES];
        answer.get(HEADER_BYTES, data, 0, data.length);
        return new Reply(result, answer.getInt(0), answer.getInt(16), data);
    }

    /** Sends a request without a body. */
    public Reply ask(int number) {
        return ask(Messages.message(number));
    }

    @Override
    public void close() {
        LIBRARY.qb_ipcc_disconnect(connection);
    }
}
