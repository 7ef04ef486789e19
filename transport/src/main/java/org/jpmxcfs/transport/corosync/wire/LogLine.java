package org.jpmxcfs.transport.corosync.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.log.model.Names;

/**
 * A line of the cluster log, as the daemons pass it on and keep it. Texts are in the form of {@link
 * Names}.
 *
 * <p>In binary: two places in a ring (4 bytes each, 0 on the way), number (4), time (4), digest of
 * the node (8), digest of the user (8), process (4), priority (1), lengths of node, user and tag (1
 * each) and of the text (4), these four texts with their NULs, and four bytes of nothing, which the
 * length counts but no field uses.
 *
 * @param uid number of the line in the life of its sender: 1 and up, unsigned
 * @param seconds when it was logged, seconds since 1970, unsigned
 * @param pid process that logged
 * @param priority syslog priority, 0 to 7
 * @param node who logged
 * @param user who caused it
 * @param tag the program or component
 * @param text the message
 */
public record LogLine(
        int uid,
        int seconds,
        int pid,
        byte priority,
        String node,
        String user,
        String tag,
        String text) {
    /** Largest binary form. */
    public static final int BYTES_MAX = 4096;

    static final int FIXED_BYTES = 44;
    static final int SLACK_BYTES = 4;
    private static final int NAME_BYTES_MAX = 255;
    private static final int BYTE_MAX = 0xFF;
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /**
     * A line to send, its texts cut to what fits: names to 254 bytes, the whole to {@link
     * #BYTES_MAX}.
     */
    public static LogLine fitting(
            int uid,
            int seconds,
            int pid,
            int priority,
            String node,
            String user,
            String tag,
            String text) {
        String shortNode = cut(node, NAME_BYTES_MAX - 1);
        String shortUser = cut(user, NAME_BYTES_MAX - 1);
        String shortTag = cut(tag, NAME_BYTES_MAX - 1);
        int names = shortNode.length() + shortUser.length() + shortTag.length();
        int left = BYTES_MAX - FIXED_BYTES - SLACK_BYTES - names - 4;
        return new LogLine(
                uid,
                seconds,
                pid,
                (byte) (priority & 7),
                shortNode,
                shortUser,
                shortTag,
                cut(text, left));
    }

    /**
     * The line that these bytes spell, all of them.
     *
     * @throws MalformedException when they spell none
     */
    public static LogLine decode(byte[] bytes) throws MalformedException {
        if (bytes.length < FIXED_BYTES + SLACK_BYTES || bytes.length > BYTES_MAX) {
            throw new MalformedException("log line of " + bytes.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long expected = bytesAt(in, 0);
        if (expected != bytes.length) {
            throw new MalformedException(
                    "log line of " + bytes.length + " bytes instead of " + expected);
        }
        in.position(FIXED_BYTES);
        return new LogLine(
                in.getInt(8),
                in.getInt(12),
                in.getInt(32),
                in.get(36),
                text(in, in.get(37) & BYTE_MAX),
                text(in, in.get(38) & BYTE_MAX),
                text(in, in.get(39) & BYTE_MAX),
                text(in, in.getInt(40)));
    }

    /** Size of the line that begins here, as its own fields have it. */
    static long bytesAt(ByteBuffer in, int at) {
        return FIXED_BYTES
                + SLACK_BYTES
                + (in.get(at + 37) & BYTE_MAX)
                + (in.get(at + 38) & BYTE_MAX)
                + (in.get(at + 39) & BYTE_MAX)
                + Integer.toUnsignedLong(in.getInt(at + 40));
    }

    /** The bytes of the line, its places in a ring 0. */
    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(bytes()).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0).putInt(0).putInt(uid).putInt(seconds);
        out.putLong(nodeDigest()).putLong(digest(user)).putInt(pid).put(priority);
        out.put((byte) (node.length() + 1)).put((byte) (user.length() + 1));
        out.put((byte) (tag.length() + 1)).putInt(text.length() + 1);
        for (String part : new String[] {node, user, tag, text}) {
            out.put(Names.toBytes(part)).put((byte) 0);
        }
        return out.array();
    }

    /** Size of the binary form. */
    public int bytes() {
        int names = node.length() + user.length() + tag.length();
        return FIXED_BYTES + SLACK_BYTES + names + text.length() + 4;
    }

    /** What stands for the node where lines are compared. */
    public long nodeDigest() {
        return digest(node);
    }

    private static long digest(String text) {
        long hash = FNV_BASIS;
        for (int i = 0; i <= text.length(); i++) {
            int next = i < text.length() ? text.charAt(i) & BYTE_MAX : 0;
            hash = (hash ^ next) * FNV_PRIME;
        }
        return hash;
    }

    private static String text(ByteBuffer in, int bytes) throws MalformedException {
        byte[] text = new byte[bytes];
        in.get(text);
        if (bytes == 0 || text[bytes - 1] != 0) {
            throw new MalformedException("log line with a text that does not end");
        }
        String all = Names.ofBytes(text);
        return all.substring(0, all.indexOf('\0'));
    }

    private static String cut(String text, int lengthMax) {
        return text.length() <= lengthMax ? text : text.substring(0, lengthMax);
    }
}
