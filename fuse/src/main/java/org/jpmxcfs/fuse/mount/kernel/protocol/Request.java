package org.jpmxcfs.fuse.mount.kernel.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One request, read in place from a buffer that the kernel wrote into: valid until the next one is
 * decoded. An accessor may be used with the opcodes that it names; all that it reads was checked by
 * {@link #decode}. One thread.
 */
public final class Request {
    /** Bytes before the argument. */
    public static final int HEADER_BYTES = 40;

    /** Longest name that any kernel sends; older ones stop at 1024 bytes. */
    public static final int NAME_BYTES_MAX = 4095;

    private static final int ARGUMENT = HEADER_BYTES;
    private static final int FORGET_BYTES = 16;

    /** What bytes turn out to be. */
    public enum Verdict {
        /** A request that is complete. */
        REQUEST,
        /** A request that nothing here knows of; its header can be read. */
        UNKNOWN,
        /** A request with an argument that makes no sense; its header can be read. */
        MALFORMED,
        /** Too short for a header: there is nothing to answer to. */
        NOTHING
    }

    private final ByteBuffer bytes;
    private final byte[] name = new byte[NAME_BYTES_MAX];
    private int length;
    private Opcode opcode;
    private int lastName; // where it begins

    /** Reads what lies at the start of {@code bytes}. */
    public Request(ByteBuffer bytes) {
        this.bytes = bytes.duplicate().order(ByteOrder.nativeOrder());
    }

    /** Looks at what was read: {@code count} bytes. */
    public Verdict decode(int count) {
        length = count;
        opcode = null;
        if (count < HEADER_BYTES || count > bytes.capacity()) {
            return Verdict.NOTHING;
        }
        if (bytes.getInt(0) != count) {
            return Verdict.MALFORMED;
        }
        Opcode known = Opcode.of(bytes.getInt(4));
        if (known == null) {
            return Verdict.UNKNOWN;
        }
        opcode = known;
        boolean isComplete =
                count >= ARGUMENT + known.argumentBytes() && hasNames(known) && isSane(known);
        return isComplete ? Verdict.REQUEST : Verdict.MALFORMED;
    }

    private boolean hasNames(Opcode known) {
        int at = ARGUMENT + known.argumentBytes();
        for (int i = 0; i < known.nameCount(); i++) {
            int end = endOfName(at);
            if (end < 0) {
                return false;
            }
            lastName = at;
            at = end + 1;
        }
        return true;
    }

    /** Where the NUL behind a name is; -1 when there is no name that an entry could have. */
    private int endOfName(int start) {
        int limit = Math.min(length, start + NAME_BYTES_MAX + 1);
        for (int i = start; i < limit; i++) {
            byte b = bytes.get(i);
            if (b == 0) {
                return i == start ? -1 : i;
            }
            if (b == '/') {
                return -1;
            }
        }
        return -1;
    }

    private boolean isSane(Opcode known) {
        return switch (known) {
            case READ, READDIR, READDIRPLUS -> offset() >= 0 && size() >= 0;
            case WRITE ->
                    offset() >= 0
                            && size() >= 0
                            && size() <= length - ARGUMENT - known.argumentBytes();
            case BATCH_FORGET ->
                    forgetCount() >= 0
                            && forgetCount()
                                    <= (length - ARGUMENT - known.argumentBytes()) / FORGET_BYTES;
            default -> true;
        };
    }

    /** What is asked for; null where the verdict is not {@link Verdict#REQUEST}. */
    public Opcode opcode() {
        return opcode;
    }

    /** By what the answer is matched with the request. */
    public long unique() {
        return bytes.getLong(8);
    }

    /** The node that it is about. */
    public long node() {
        return bytes.getLong(16);
    }

    /** The one name, or the first of two: one char a byte. */
    public String name() {
        return nameAt(ARGUMENT + opcode.argumentBytes());
    }

    /** RENAME, RENAME2: the second name. */
    public String newName() {
        return nameAt(lastName);
    }

    private String nameAt(int start) {
        int count = endOfName(start) - start;
        bytes.get(start, name, 0, count);
        return new String(name, 0, count, StandardCharsets.ISO_8859_1);
    }

    /** OPEN, CREATE, OPENDIR: flags of open(2). */
    public int openFlags() {
        return bytes.getInt(ARGUMENT);
    }

    /** READ, WRITE, RELEASE, FSYNC and those of directories; LSEEK; the source of a copy. */
    public long handle() {
        return bytes.getLong(ARGUMENT);
    }

    /** READ, WRITE, READDIR, READDIRPLUS, LSEEK, COPY_FILE_RANGE: where it begins. */
    public long offset() {
        return bytes.getLong(ARGUMENT + 8);
    }

    /** READ, WRITE, READDIR, READDIRPLUS: how many bytes. */
    public int size() {
        return bytes.getInt(ARGUMENT + 16);
    }

    /** READ, WRITE: flags of open(2) that the descriptor has now. */
    public int descriptorFlags() {
        return bytes.getInt(ARGUMENT + 32);
    }

    /** WRITE: whether they come from a mapping's pages, at a time of the kernel's choosing. */
    public boolean isFromPages() {
        return (bytes.getInt(ARGUMENT + 20) & 1) != 0;
    }

    /** WRITE: a copy of the bytes. */
    public byte[] data() {
        byte[] data = new byte[size()];
        bytes.get(ARGUMENT + Opcode.WRITE.argumentBytes(), data);
        return data;
    }

    /** MKNOD, MKDIR: file type and permission bits. */
    public int mode() {
        return bytes.getInt(ARGUMENT);
    }

    /** RENAME, RENAME2: node of the directory that it goes to. */
    public long newDirectory() {
        return bytes.getLong(ARGUMENT);
    }

    /** RENAME2: flags of renameat2(2). */
    public int renameFlags() {
        return bytes.getInt(ARGUMENT + 8);
    }

    /** FORGET: how many lookups are taken back. */
    public long forgotten() {
        return bytes.getLong(ARGUMENT);
    }

    /** BATCH_FORGET: how many nodes. */
    public int forgetCount() {
        return bytes.getInt(ARGUMENT);
    }

    /** BATCH_FORGET: the node number {@code i}. */
    public long forgetNode(int i) {
        return bytes.getLong(ARGUMENT + 8 + i * FORGET_BYTES);
    }

    /** BATCH_FORGET: how many lookups of node number {@code i} are taken back. */
    public long forgotten(int i) {
        return bytes.getLong(ARGUMENT + 8 + i * FORGET_BYTES + 8);
    }

    /** LSEEK: SEEK_DATA or SEEK_HOLE of lseek(2). */
    public int whence() {
        return bytes.getInt(ARGUMENT + 16);
    }

    /** A number of 32 bits of the argument, for {@link SetAttributes} and the like. */
    int argumentInt(int offset) {
        return bytes.getInt(ARGUMENT + offset);
    }

    /** A number of 64 bits of the argument. */
    long argumentLong(int offset) {
        return bytes.getLong(ARGUMENT + offset);
    }

    /** How many bytes the argument has, names and data included. */
    int argumentSize() {
        return length - ARGUMENT;
    }
}
