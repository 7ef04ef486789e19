package org.jpmxcfs.transport.ipc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.ipc.Request.GetProperties;
import org.jpmxcfs.transport.ipc.Request.GetStatus;
import org.jpmxcfs.transport.ipc.Request.Log;
import org.jpmxcfs.transport.ipc.Request.Malformed;
import org.jpmxcfs.transport.ipc.Request.ReadConfig;
import org.jpmxcfs.transport.ipc.Request.ReadLog;
import org.jpmxcfs.transport.ipc.Request.SetStatus;
import org.jpmxcfs.transport.ipc.Request.Text;
import org.jpmxcfs.transport.ipc.Request.VerifyToken;

/**
 * Reads requests from the bytes of a message. Total: any bytes give a request, {@link Malformed}
 * with an errno in the worst case. A message starts with a header of 16 bytes, the request's number
 * at 0 and the size of the whole message at 8, in the byte order of the machine.
 */
public final class RequestDecoder {
    /** Bytes before the body of a message. */
    public static final int HEADER_BYTES = 16;

    /** Smallest number of a guest. */
    static final long GUEST_MIN = 100;

    private static final int SIZE_AT = 8;
    private static final int NAME_BYTES = 256;
    private static final int LOG_COUNT_DEFAULT = 50;
    private static final int LOG_RESERVED_BYTES = 12;
    private static final int SET_STATUS = 4;
    private static final int LOG = 7;
    private static final int PROPERTY = 11;
    private static final int PROPERTIES = 13;
    private static final Request INVALID = new Malformed(IpcErrno.EINVAL);
    private static final Request UNKNOWN = new Malformed(IpcErrno.ECHRNG);

    private RequestDecoder() {}

    /** The number of a message's request; 0, which is no request, when it has no whole header. */
    public static int number(byte[] message) {
        return message.length < HEADER_BYTES ? 0 : buffer(message).getInt(0);
    }

    /** Whether the request of this number changes something, whatever its body. */
    static boolean isChange(int number) {
        return number == SET_STATUS || number == LOG;
    }

    /** Whether the request of this number asks for properties of guests. */
    static boolean isForProperties(int number) {
        return number == PROPERTY || number == PROPERTIES;
    }

    /** The request in a message. */
    public static Request decode(byte[] message) {
        if (message.length < HEADER_BYTES || buffer(message).getInt(SIZE_AT) != message.length) {
            return INVALID;
        }
        ByteBuffer body = buffer(message).position(HEADER_BYTES);
        return switch (number(message)) {
            case 1 -> text(Text.VERSION, body);
            case 2 -> text(Text.MEMBERS, body);
            case 3 -> text(Text.GUESTS, body);
            case SET_STATUS -> setStatus(body);
            case 5 -> getStatus(body);
            case 6 -> readConfig(body);
            case LOG -> log(body);
            case 8 -> readLog(body);
            case 10 -> text(Text.SAMPLES, body);
            case PROPERTY -> property(body);
            case 12 -> verifyToken(body);
            case PROPERTIES -> properties(body);
            default -> UNKNOWN;
        };
    }

    private static Request text(Text text, ByteBuffer body) {
        return body.hasRemaining() ? INVALID : text;
    }

    private static Request setStatus(ByteBuffer body) {
        if (body.remaining() < NAME_BYTES) {
            return INVALID;
        }
        String key = paddedName(body);
        return new SetStatus(key, bytes(body, body.remaining()));
    }

    private static Request getStatus(ByteBuffer body) {
        if (body.remaining() < 2 * NAME_BYTES) {
            return INVALID;
        }
        String key = paddedName(body);
        return new GetStatus(key, paddedName(body));
    }

    private static Request readConfig(ByteBuffer body) {
        return body.hasRemaining() ? new ReadConfig(lastString(body)) : INVALID;
    }

    private static Request log(ByteBuffer body) {
        if (body.remaining() < 3) {
            return INVALID;
        }
        int priority = Byte.toUnsignedInt(body.get());
        int userBytes = Byte.toUnsignedInt(body.get());
        int tagBytes = Byte.toUnsignedInt(body.get());
        int textBytes = body.remaining() - userBytes - tagBytes;
        if (priority > 7 || userBytes == 0 || tagBytes == 0 || textBytes < 1) {
            return INVALID;
        }
        byte[] user = bytes(body, userBytes);
        byte[] tag = bytes(body, tagBytes);
        byte[] text = bytes(body, textBytes);
        if (!isTerminated(user) || !isTerminated(tag) || !isTerminated(text)) {
            return INVALID;
        }
        return new Log(priority, string(user), string(tag), string(text));
    }

    private static Request readLog(ByteBuffer body) {
        if (body.remaining() <= Integer.BYTES + LOG_RESERVED_BYTES) {
            return INVALID;
        }
        long count = Integer.toUnsignedLong(body.getInt());
        body.position(body.position() + LOG_RESERVED_BYTES);
        int bounded = (int) Math.min(count == 0 ? LOG_COUNT_DEFAULT : count, Integer.MAX_VALUE);
        return new ReadLog(bounded, lastString(body));
    }

    private static Request property(ByteBuffer body) {
        if (body.remaining() <= Integer.BYTES) {
            return INVALID;
        }
        long guest = Integer.toUnsignedLong(body.getInt());
        String name = lastString(body);
        return isGuest(guest) ? new GetProperties(guest, List.of(name)) : INVALID;
    }

    private static Request properties(ByteBuffer body) {
        if (body.remaining() <= Integer.BYTES + 1) {
            return INVALID;
        }
        long guest = Integer.toUnsignedLong(body.getInt());
        int count = Byte.toUnsignedInt(body.get());
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = terminatedString(body);
            if (name == null || name.isEmpty() || name.charAt(0) < 'a' || name.charAt(0) > 'z') {
                return INVALID;
            }
            names.add(name);
        }
        boolean whole = count > 0 && !body.hasRemaining();
        return whole && isGuest(guest) ? new GetProperties(guest, List.copyOf(names)) : INVALID;
    }

    private static Request verifyToken(ByteBuffer body) {
        byte[] token = bytes(body, body.remaining());
        String text = string(token);
        boolean whole = text.length() == token.length - 1;
        return whole && !text.isEmpty() && text.indexOf('\n') < 0 ? new VerifyToken(text) : INVALID;
    }

    private static boolean isGuest(long guest) {
        return guest == 0 || guest >= GUEST_MIN;
    }

    /** A field of 256 bytes, whose last byte is taken for its NUL whatever it is. */
    private static String paddedName(ByteBuffer body) {
        byte[] field = bytes(body, NAME_BYTES);
        field[NAME_BYTES - 1] = 0;
        return string(field);
    }

    /** What is left, whose last byte is taken for its NUL whatever it is. */
    private static String lastString(ByteBuffer body) {
        byte[] field = bytes(body, body.remaining());
        field[field.length - 1] = 0;
        return string(field);
    }

    /** The bytes up to the next NUL, which is skipped; null when there is none. */
    private static String terminatedString(ByteBuffer body) {
        int start = body.position();
        int end = start;
        while (end < body.limit() && body.get(end) != 0) {
            end++;
        }
        if (end == body.limit()) {
            return null;
        }
        String string = Names.ofBytes(bytes(body, end - start));
        body.position(end + 1);
        return string;
    }

    private static boolean isTerminated(byte[] field) {
        return field[field.length - 1] == 0;
    }

    /** The bytes before the first NUL, as C reads a string. */
    private static String string(byte[] field) {
        String all = Names.ofBytes(field);
        int end = all.indexOf('\0');
        return end < 0 ? all : all.substring(0, end);
    }

    private static byte[] bytes(ByteBuffer body, int count) {
        byte[] bytes = new byte[count];
        body.get(bytes);
        return bytes;
    }

    private static ByteBuffer buffer(byte[] message) {
        return ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
    }
}
