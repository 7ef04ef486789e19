package org.jpmxcfs.transport.ipc;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jpmxcfs.log.model.Names;

/** Messages as Proxmox's client puts them together. */
public final class Messages {
    private Messages() {}

    /** A message with a right header. */
    public static byte[] message(int number, byte[]... body) {
        byte[] bytes = concat(body);
        ByteBuffer message = ByteBuffer.allocate(16 + bytes.length).order(ByteOrder.nativeOrder());
        message.putInt(0, number).putInt(8, message.capacity()).position(16).put(bytes);
        return message.array();
    }

    /** Set status (4). */
    public static byte[] setStatus(String key, byte[] value) {
        return message(4, padded(key), value);
    }

    /** Get status (5). */
    public static byte[] getStatus(String node, String key) {
        return message(5, padded(key), padded(node));
    }

    /** Read config (6). */
    public static byte[] readConfig(String path) {
        return message(6, string(path));
    }

    /** Log (7). */
    public static byte[] log(int priority, String user, String tag, String text) {
        byte[] lengths = {(byte) priority, (byte) (user.length() + 1), (byte) (tag.length() + 1)};
        return message(7, lengths, string(user), string(tag), string(text));
    }

    /** Read log (8). */
    public static byte[] readLog(int count, String user) {
        return message(8, u32(count), new byte[12], string(user));
    }

    /** One property (11). */
    public static byte[] property(int guest, String name) {
        return message(11, u32(guest), string(name));
    }

    /** Verify a token (12). */
    public static byte[] verifyToken(String token) {
        return message(12, string(token));
    }

    /** Several properties (13). */
    public static byte[] properties(int guest, String... names) {
        byte[][] strings = Arrays.stream(names).map(Messages::string).toArray(byte[][]::new);
        return message(13, u32(guest), new byte[] {(byte) names.length}, concat(strings));
    }

    /** The bytes of a name and a NUL. */
    public static byte[] string(String name) {
        return Names.toBytes(name + '\0');
    }

    /** Four bytes in the machine's order. */
    public static byte[] u32(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
    }

    private static byte[] padded(String name) {
        return Arrays.copyOf(Names.toBytes(name), 256);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
