package org.jpmxcfs.transport.ipc.qb;

import jnr.ffi.Pointer;
import org.jpmxcfs.transport.ipc.Answer;

/**
 * The memory that answers are sent from: a header of 24 bytes (the request's number at 0, the size
 * of header and data at 8, the error at 16), room for the data, and the two pieces that {@code
 * writev} would take. Used again for each answer, by the loop's thread.
 */
final class QbAnswer {
    private static final int HEADER_BYTES = 24;
    private static final int SIZE_AT = 8;
    private static final int ERROR_AT = 16;
    private static final int PIECE_BYTES = 16;
    private static final int PIECES = 2;
    private static final int ROOM_BYTES_MIN = 64 << 10;

    private final LibQb qb;
    private final Pointer header = Natives.bytes(HEADER_BYTES);
    private final Pointer pieces = Natives.bytes(PIECES * PIECE_BYTES);
    private Pointer room = Natives.bytes(ROOM_BYTES_MIN);
    private int roomBytes = ROOM_BYTES_MIN;

    QbAnswer(LibQb qb) {
        this.qb = qb;
        pieces.putPointer(0, header);
        pieces.putLong(Long.BYTES, HEADER_BYTES);
    }

    /**
     * Sends an answer.
     *
     * @return bytes sent, or a negated errno: the data does not fit the client's buffer
     */
    long send(long connection, int number, Answer answer) {
        byte[] data = answer.data();
        if (data.length > roomBytes) {
            roomBytes = Math.max(data.length, 2 * roomBytes);
            room = Natives.bytes(roomBytes);
        }
        header.putInt(0, number);
        header.putInt(SIZE_AT, HEADER_BYTES + data.length);
        header.putInt(ERROR_AT, answer.error());
        room.put(0, data, 0, data.length);
        pieces.putPointer(PIECE_BYTES, room);
        pieces.putLong(PIECE_BYTES + Long.BYTES, data.length);
        return qb.qb_ipcs_response_sendv(connection, pieces, PIECES);
    }
}
