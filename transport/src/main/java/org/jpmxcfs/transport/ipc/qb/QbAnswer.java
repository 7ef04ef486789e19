package org.jpmxcfs.transport.ipc.qb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.Pointer;
import org.jpmxcfs.transport.ipc.Answer;

/**
 * The memory that answers are sent from: a header of 24 bytes (the request's number at 0, the size
 * of header and data at 8, the error at 16) with the data behind it, and the one piece that {@code
 * writev} would take. Used again for each answer, by the loop's thread.
 */
final class QbAnswer {
    /** What an answer takes beside its data. */
    static final int HEADER_BYTES = 24;

    private static final int SIZE_AT = 8;
    private static final int ERROR_AT = 16;
    private static final int PIECE_BYTES = 16;
    private static final int ROOM_BYTES_MIN = 64 << 10;

    private final LibQb qb;
    private final Pointer piece = Natives.bytes(PIECE_BYTES);
    private ByteBuffer room;

    QbAnswer(LibQb qb) {
        this.qb = qb;
        makeRoom(ROOM_BYTES_MIN);
    }

    /**
     * Sends an answer.
     *
     * @return bytes sent, or a negated errno: the data does not fit the client's buffer
     */
    long send(long connection, int number, Answer answer) {
        byte[] data = answer.data();
        int size = HEADER_BYTES + data.length;
        if (size > room.capacity()) {
            makeRoom(Math.max(size, 2 * room.capacity()));
        }
        room.putInt(0, number);
        room.putInt(SIZE_AT, size);
        room.putInt(ERROR_AT, answer.error());
        room.put(HEADER_BYTES, data);
        piece.putLong(Long.BYTES, size);
        return qb.qb_ipcs_response_sendv(connection, piece, 1);
    }

    private void makeRoom(int bytes) {
        // Unlike a jnr Pointer a buffer is filled without a call into C.
        room = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        piece.putPointer(0, Pointer.wrap(Natives.RUNTIME, room));
    }
}
