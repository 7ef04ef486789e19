package org.jpmxcfs.fuse.mount.kernel.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One answer, built in place in the buffer that it is sent from. {@link #begin}, then what the
 * opcode is answered with, then {@link #finish} or {@link #refuse}. One thread.
 */
public final class Reply {
    /** Bytes before the answer itself. */
    public static final int HEADER_BYTES = 16;

    /** A timeout in seconds that does not end in practice: 34 years. */
    public static final long FOREVER = 1L << 30;

    /** The open file is read and written without the kernel's cache. */
    public static final int OPEN_DIRECT = 1;

    /** What the kernel has cached of it is still right. */
    public static final int OPEN_KEEP_CACHE = 1 << 1;

    /** The kernel may cache the listing. */
    public static final int OPEN_CACHE_LISTING = 1 << 3;

    /** Closing it need not be told. */
    public static final int OPEN_NO_FLUSH = 1 << 5;

    private static final int BLOCK_BYTES = 4096;
    private static final int STATFS_BYTES = 80;

    private final ByteBuffer bytes;

    /** Builds answers at the start of {@code bytes}. */
    public Reply(ByteBuffer bytes) {
        this.bytes = bytes.duplicate().order(ByteOrder.nativeOrder());
    }

    /** Starts an answer. */
    public void begin() {
        bytes.clear().position(HEADER_BYTES);
    }

    /** Completes an answer; returns how many bytes it has. */
    public int finish(long unique) {
        return header(0, unique, bytes.position());
    }

    /**
     * Makes the answer a refusal, whatever was put into it; returns how many bytes it has.
     *
     * @param error error number, positive
     */
    public int refuse(long unique, int error) {
        return header(-error, unique, HEADER_BYTES);
    }

    private int header(int error, long unique, int length) {
        bytes.putInt(0, length);
        bytes.putInt(4, error);
        bytes.putLong(8, unique);
        return length;
    }

    /**
     * LOOKUP, MKNOD, MKDIR, CREATE and entries of READDIRPLUS: a node under a name.
     *
     * @param nameSeconds how long the kernel may take the name for true
     * @param statusSeconds the same for the attributes
     */
    public void putEntry(long node, long nameSeconds, Status status, long statusSeconds) {
        bytes.putLong(node);
        bytes.putLong(0); // generation: no node is used twice
        bytes.putLong(nameSeconds);
        bytes.putLong(statusSeconds);
        bytes.putInt(0);
        bytes.putInt(0);
        put(status);
    }

    /** LOOKUP: there is no such name, and the kernel may take that for true for so long. */
    public void putNoEntry(long nameSeconds) {
        bytes.putLong(0);
        bytes.putLong(0);
        bytes.putLong(nameSeconds);
        bytes.putLong(0);
        bytes.putLong(0);
        fill(Attributes.BYTES);
    }

    /** GETATTR, SETATTR. */
    public void putAttributes(Status status, long statusSeconds) {
        bytes.putLong(statusSeconds);
        bytes.putLong(0);
        put(status);
    }

    /** OPEN, OPENDIR, and CREATE behind its entry. */
    public void putOpened(long handle, int flags) {
        bytes.putLong(handle);
        bytes.putInt(flags);
        bytes.putInt(0);
    }

    /** WRITE, COPY_FILE_RANGE: how many bytes were taken. */
    public void putCount(int count) {
        bytes.putInt(count);
        bytes.putInt(0);
    }

    /** LSEEK. */
    public void putOffset(long offset) {
        bytes.putLong(offset);
    }

    /** READ: bytes as they are. */
    public void putBytes(byte[] array, int start, int length) {
        bytes.put(array, start, length);
    }

    /** READLINK: a text of one char a byte. */
    public void putText(String text) {
        for (int i = 0; i < text.length(); i++) {
            bytes.put((byte) text.charAt(i));
        }
    }

    /** STATFS. */
    public void putUsage(
            long blocks, long blocksFree, long entries, long entriesFree, int nameBytes) {
        int start = bytes.position();
        bytes.putLong(blocks).putLong(blocksFree).putLong(blocksFree);
        bytes.putLong(entries).putLong(entriesFree);
        bytes.putInt(BLOCK_BYTES).putInt(nameBytes).putInt(BLOCK_BYTES);
        fill(STATFS_BYTES - (bytes.position() - start));
    }

    /** How many bytes of an answer there still is room for. */
    public int room() {
        return bytes.remaining();
    }

    /** How many bytes the answer has so far, without its header. */
    public int size() {
        return bytes.position() - HEADER_BYTES;
    }

    /** READDIR, and READDIRPLUS behind the entry: a name in a listing. */
    void putName(String name, long inode, int type, long nextOffset) {
        bytes.putLong(inode).putLong(nextOffset).putInt(name.length()).putInt(type);
        putText(name);
        fill(-name.length() & 7);
    }

    ByteBuffer bytes() {
        return bytes;
    }

    void fill(int count) {
        for (int i = 0; i < count; i++) {
            bytes.put((byte) 0);
        }
    }

    private void put(Status status) {
        bytes.putLong(status.inode).putLong(status.size).putLong(status.blocks);
        bytes.putLong(status.mtime).putLong(status.mtime).putLong(status.mtime);
        bytes.putInt(0).putInt(0).putInt(0); // nanoseconds
        bytes.putInt(status.mode).putInt(status.links).putInt(0).putInt(status.ownerGid);
        bytes.putInt(0).putInt(BLOCK_BYTES).putInt(0);
    }

    /** Size of {@code struct fuse_attr}. */
    static final class Attributes {
        static final int BYTES = 88;

        private Attributes() {}
    }
}
