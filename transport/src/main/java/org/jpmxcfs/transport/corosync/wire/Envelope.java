package org.jpmxcfs.transport.corosync.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jpmxcfs.log.model.MalformedException;

/**
 * A message as far as both groups read it alike. A receiver decides by it whether the payload is of
 * any concern, before it looks into it.
 *
 * @param type what it is; null for a number that nobody knows
 * @param subtype which kind of {@link MessageType#NORMAL}; 0 for all others
 * @param version of the protocol
 * @param seconds the sender's clock, seconds since 1970, unsigned
 * @param count the sender's number of this message, 1 and up; 0 unless NORMAL
 * @param epoch the synchronisation that it belongs to; {@link Epoch#NONE} when NORMAL
 * @param payload what follows the header; the array is never changed
 */
public record Envelope(
        MessageType type,
        int subtype,
        int version,
        int seconds,
        long count,
        Epoch epoch,
        byte[] payload) {
    private static final int BASE_BYTES = 16;
    private static final int NORMAL_BYTES = BASE_BYTES + Long.BYTES;
    private static final int STATE_BYTES = BASE_BYTES + Epoch.BYTES;
    private static final int U16_MAX = 0xFFFF;

    /** A message of type NORMAL. */
    public static Envelope normal(
            int version, int subtype, int seconds, long count, byte[] payload) {
        return new Envelope(
                MessageType.NORMAL, subtype, version, seconds, count, Epoch.NONE, payload);
    }

    /** A message of a synchronisation. */
    public static Envelope sync(
            int version, MessageType type, int seconds, Epoch epoch, byte[] payload) {
        return new Envelope(type, 0, version, seconds, 0, epoch, payload);
    }

    /**
     * The message that these bytes spell.
     *
     * @throws MalformedException when they are too few for its header
     */
    public static Envelope decode(byte[] bytes) throws MalformedException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < BASE_BYTES) {
            throw tooShort(bytes);
        }
        MessageType type = MessageType.of(in.getShort() & U16_MAX);
        int subtype = in.getShort() & U16_MAX;
        int version = in.getInt();
        int seconds = in.getInt();
        in.getInt(); // reserved
        if (bytes.length < (type == MessageType.NORMAL ? NORMAL_BYTES : STATE_BYTES)) {
            throw tooShort(bytes);
        }
        long count = type == MessageType.NORMAL ? in.getLong() : 0;
        Epoch epoch = type == MessageType.NORMAL ? Epoch.NONE : Epoch.read(in);
        byte[] payload = new byte[in.remaining()];
        in.get(payload);
        return new Envelope(type, subtype, version, seconds, count, epoch, payload);
    }

    /** The bytes of this message, whose type is known. */
    public byte[] encode() {
        int header = type == MessageType.NORMAL ? NORMAL_BYTES : STATE_BYTES;
        ByteBuffer out =
                ByteBuffer.allocate(header + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) type.ordinal()).putShort((short) subtype);
        out.putInt(version).putInt(seconds).putInt(0);
        if (type == MessageType.NORMAL) {
            out.putLong(count);
        } else {
            epoch.write(out);
        }
        return out.put(payload).array();
    }

    private static MalformedException tooShort(byte[] bytes) {
        return new MalformedException("message of " + bytes.length + " bytes ends in its header");
    }
}
