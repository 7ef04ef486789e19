package org.jpmxcfs.transport.netty;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.raft.wire.MessageCodec;

/**
 * The binary form of a frame, little-endian: length of all that follows (4 bytes), kind (1),
 * CRC-32C of what comes after it (4), then the fields in the order of the record. Texts are length
 * (1) and bytes, arrays and keys are length (4) and bytes. The fields and the checksum of {@link
 * Frame.Carried} are just what {@link MessageCodec} makes, so that nothing is summed twice. The
 * checksum is against faults of this program and its machine; against the network there is TLS.
 *
 * <p>The first frame begins with a magic number (8) and the version (2). These, what is before
 * them, and the form of {@link Frame.Refused} are the same in all versions, so that nodes of
 * different versions can say so to each other.
 *
 * <p>An instance encodes for one thread. Decoding is total: any bytes give a frame or a {@link
 * MalformedException}, and never an array larger than the bytes that are there.
 */
final class FrameCodec {
    /** Version of the form of frames and of the messages in them: both ends need the same. */
    static final int VERSION = 1 << 8 | MessageCodec.VERSION;

    /** Bytes of the length before each frame. */
    static final int LENGTH_BYTES = Integer.BYTES;

    /** Shortest frame without its length. */
    static final int FRAME_BYTES_MIN = 1 + Integer.BYTES;

    /** Longest frame without its length. */
    static final int FRAME_BYTES_MAX = 1 + MessageCodec.MESSAGE_BYTES_MAX;

    /** Longest frame that needs no proof of who sends it: {@link Frame.Hello}. */
    static final int HELLO_BYTES_MAX = 1 << 10;

    /** Longest frame of a stranger: {@link Frame.Enrol}. */
    static final int ENROL_BYTES_MAX = StrangerDesk.REQUEST_BYTES_MAX + 64;

    /** Longest answer to a stranger: {@link Frame.Enrolled}. */
    static final int ENROLLED_BYTES_MAX = StrangerDesk.ANSWER_BYTES_MAX + 64;

    /** Longest key of a published value: that of a status entry, and what says that it is one. */
    static final int KEY_BYTES_MAX = 256;

    /** Largest published value. */
    static final int VALUE_BYTES_MAX = 32 << 10;

    private static final long MAGIC = 0x0073_6663_786d_706aL; // "jpmxcfs" and a NUL
    private static final int TEXT_BYTES_MAX = 255;
    private static final int PORT_MAX = 65535;
    private static final byte HELLO = 1;
    private static final byte WELCOME = 2;
    private static final byte REFUSED = 3;
    private static final byte PING = 4;
    private static final byte PONG = 5;
    private static final byte VALUE = 6;
    private static final byte CARRIED = 7;
    private static final byte ENROL = 8;
    private static final byte ENROLLED = 9;

    private final Encoder encoder = new Encoder();
    private final CRC32C crc = new CRC32C();

    /**
     * Writes {@code frame} with its length at the position of {@code target} and moves the position
     * behind it. Sets the byte order of {@code target} to little-endian.
     *
     * @throws java.nio.BufferOverflowException when it does not fit
     */
    void encode(Frame frame, ByteBuffer target) {
        target.order(ByteOrder.LITTLE_ENDIAN);
        int start = target.position();
        target.putInt(0);
        encoder.target = target;
        frame.accept(encoder);
        encoder.target = null;
        target.putInt(start, target.position() - start - LENGTH_BYTES);
        if (!(frame instanceof Frame.Carried)) {
            int sum = start + LENGTH_BYTES + 1;
            target.putInt(sum, crcOf(crc, target, sum + Integer.BYTES, target.position()));
        }
    }

    /**
     * The frame that the bytes from position to limit of {@code source} spell, all of them; without
     * the length that came before. The byte order is set to little-endian.
     *
     * @throws MalformedException when they spell none, or were changed on the way
     */
    static Frame decode(ByteBuffer source) throws MalformedException {
        source.order(ByteOrder.LITTLE_ENDIAN);
        try {
            byte kind = source.get();
            if (kind == CARRIED) {
                return new Frame.Carried(MessageCodec.decode(source));
            }
            int sum = source.getInt();
            if (sum != crcOf(new CRC32C(), source, source.position(), source.limit())) {
                throw new MalformedException("frame with a wrong checksum");
            }
            Frame frame = decodeKind(kind, source);
            if (frame instanceof Frame.Foreign) {
                return frame;
            }
            if (source.hasRemaining()) {
                throw new MalformedException(source.remaining() + " bytes follow the frame");
            }
            return frame;
        } catch (BufferUnderflowException e) {
            throw new MalformedException("frame ends too early", e);
        }
    }

    private static int crcOf(CRC32C crc, ByteBuffer buffer, int from, int to) {
        crc.reset();
        crc.update(buffer.duplicate().limit(to).position(from));
        return (int) crc.getValue();
    }

    private static Frame decodeKind(byte kind, ByteBuffer in) throws MalformedException {
        return switch (kind) {
            case HELLO, ENROL -> greeting(kind, in);
            case WELCOME -> new Frame.Welcome(text(in), in.getInt(), text(in), in.getLong());
            case REFUSED -> new Frame.Refused(item(Refusal.values(), in), text(in));
            case PING -> new Frame.Ping(in.getLong());
            case PONG -> new Frame.Pong(in.getLong());
            case VALUE -> value(in);
            case ENROLLED -> new Frame.Enrolled(bytes(StrangerDesk.ANSWER_BYTES_MAX, in));
            default -> throw new MalformedException("frame of unknown kind " + kind);
        };
    }

    private static Frame greeting(byte kind, ByteBuffer in) throws MalformedException {
        if (in.getLong() != MAGIC) {
            throw new MalformedException("the other side is no jpmxcfs");
        }
        int version = Short.toUnsignedInt(in.getShort());
        if (version != VERSION) {
            return new Frame.Foreign(version);
        }
        return kind == HELLO
                ? hello(in)
                : new Frame.Enrol(bytes(StrangerDesk.REQUEST_BYTES_MAX, in));
    }

    private static Frame hello(ByteBuffer in) throws MalformedException {
        String clusterId = text(in);
        int nodeId = in.getInt();
        String name = text(in);
        Lane lane = item(Lane.values(), in);
        long incarnation = in.getLong();
        int port = in.getInt();
        if (nodeId == 0 || name.isEmpty() || name.length() > Limits.LOG_NAME_BYTES_MAX) {
            throw new MalformedException("node id 0, or no name");
        }
        if (port < 1 || port > PORT_MAX) {
            throw new MalformedException("port " + port);
        }
        return new Frame.Hello(clusterId, nodeId, name, lane, incarnation, port);
    }

    private static Frame value(ByteBuffer in) throws MalformedException {
        byte[] key = bytes(KEY_BYTES_MAX, in);
        if (key.length == 0) {
            throw new MalformedException("value without a key");
        }
        return new Frame.Value(Names.ofBytes(key), bytes(VALUE_BYTES_MAX, in));
    }

    private static <T> T item(T[] items, ByteBuffer in) throws MalformedException {
        int at = Byte.toUnsignedInt(in.get());
        if (at >= items.length) {
            throw new MalformedException("frame with the unknown choice " + at);
        }
        return items[at];
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[Byte.toUnsignedInt(in.get())];
        in.get(bytes);
        return Names.ofBytes(bytes);
    }

    private static byte[] bytes(int bytesMax, ByteBuffer in) throws MalformedException {
        int length = in.getInt();
        if (length < 0 || length > bytesMax || length > in.remaining()) {
            throw new MalformedException("array of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static final class Encoder implements Frame.Handler {
        private final MessageCodec messages = new MessageCodec();
        private ByteBuffer target;

        @Override
        public void hello(Frame.Hello f) {
            start(HELLO).putLong(MAGIC).putShort((short) VERSION);
            text(f.clusterId()).putInt(f.nodeId());
            text(f.name()).put((byte) f.lane().ordinal()).putLong(f.incarnation()).putInt(f.port());
        }

        @Override
        public void foreign(Frame.Foreign f) {
            start(HELLO).putLong(MAGIC).putShort((short) f.version());
        }

        @Override
        public void welcome(Frame.Welcome f) {
            start(WELCOME);
            text(f.clusterId()).putInt(f.nodeId());
            text(f.name()).putLong(f.incarnation());
        }

        @Override
        public void refused(Frame.Refused f) {
            start(REFUSED).put((byte) f.reason().ordinal());
            text(f.text());
        }

        @Override
        public void ping(Frame.Ping f) {
            start(PING).putLong(f.nanos());
        }

        @Override
        public void pong(Frame.Pong f) {
            start(PONG).putLong(f.nanos());
        }

        @Override
        public void value(Frame.Value f) {
            byte[] key = Names.toBytes(f.key());
            start(VALUE).putInt(key.length).put(key);
            target.putInt(f.value().length).put(f.value());
        }

        @Override
        public void carried(Frame.Carried f) {
            target.put(CARRIED);
            messages.encode(f.message(), target);
        }

        @Override
        public void enrol(Frame.Enrol f) {
            start(ENROL).putLong(MAGIC).putShort((short) VERSION);
            target.putInt(f.request().length).put(f.request());
        }

        @Override
        public void enrolled(Frame.Enrolled f) {
            start(ENROLLED).putInt(f.answer().length).put(f.answer());
        }

        private ByteBuffer start(byte kind) {
            return target.put(kind).putInt(0);
        }

        /** Names and reasons that are too long are cut: better a part of a reason than none. */
        private ByteBuffer text(String text) {
            byte[] bytes = Names.toBytes(text);
            int length = Math.min(bytes.length, TEXT_BYTES_MAX);
            return target.put((byte) length).put(bytes, 0, length);
        }
    }
}
