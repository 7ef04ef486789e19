package org.jpmxcfs.transport.corosync.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jpmxcfs.log.model.MalformedException;

/**
 * What a tree consists of, without its contents: the root's version, time and writer, and a digest
 * of each row. Two trees are the same if and only if their indexes are, byte for byte.
 *
 * <p>In binary: version of the root (8 bytes), largest inode (8), writer (4), time (4), count of
 * entries (4), bytes of all this (4); for each entry, in ascending order, inode (8) and digest
 * (32).
 */
public final class TreeIndex {
    private static final int HEAD_BYTES = 32;
    private static final int ENTRY_BYTES = Long.BYTES + Sha256.BYTES;

    private final byte[] bytes;
    private final ByteBuffer view;

    private TreeIndex(byte[] bytes) {
        this.bytes = bytes;
        this.view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * An index of {@code count} entries, to be added in ascending unsigned order of their inodes.
     *
     * @param root the row of inode 0, which is the first entry to add as well
     */
    public static Builder of(Row root, int count) {
        return new Builder(root, count);
    }

    /**
     * The index that these bytes spell; the array belongs to it from here on.
     *
     * @throws MalformedException when a length is wrong or an entry out of order
     */
    public static TreeIndex decode(byte[] bytes) throws MalformedException {
        if (bytes.length < HEAD_BYTES) {
            throw new MalformedException("index of " + bytes.length + " bytes");
        }
        TreeIndex index = new TreeIndex(bytes);
        long expected = HEAD_BYTES + (long) ENTRY_BYTES * Integer.toUnsignedLong(index.count());
        if (expected != bytes.length || index.view.getInt(28) != bytes.length) {
            throw new MalformedException("index whose lengths do not add up");
        }
        for (int i = 1; i < index.count(); i++) {
            if (Long.compareUnsigned(index.inode(i - 1), index.inode(i)) >= 0) {
                throw new MalformedException("index whose inodes do not rise");
            }
        }
        return index;
    }

    /** The bytes of the index, not to be changed. */
    public byte[] encode() {
        return bytes;
    }

    /** Version of the tree, unsigned. */
    public long version() {
        return view.getLong(0);
    }

    /** Largest inode in use, unsigned. */
    public long lastInode() {
        return view.getLong(8);
    }

    /** Node that changed the tree last. */
    public int writer() {
        return view.getInt(16);
    }

    /** When it was changed last, seconds since 1970, unsigned 32 bit. */
    public long mtime() {
        return Integer.toUnsignedLong(view.getInt(20));
    }

    /** How many entries there are, the root included. */
    public int count() {
        return view.getInt(24);
    }

    /** Inode of an entry, 0 to {@code count - 1}. */
    public long inode(int entry) {
        return view.getLong(HEAD_BYTES + entry * ENTRY_BYTES);
    }

    /** Digest of an entry, 32 bytes. */
    public byte[] digest(int entry) {
        int from = HEAD_BYTES + entry * ENTRY_BYTES + Long.BYTES;
        return Arrays.copyOfRange(bytes, from, from + Sha256.BYTES);
    }

    /** Whether an entry is the same, inode and digest, as one of another index. */
    public boolean isSame(int entry, TreeIndex other, int otherEntry) {
        int from = HEAD_BYTES + entry * ENTRY_BYTES;
        int otherFrom = HEAD_BYTES + otherEntry * ENTRY_BYTES;
        return Arrays.equals(
                bytes, from, from + ENTRY_BYTES, other.bytes, otherFrom, otherFrom + ENTRY_BYTES);
    }

    /** Whether this tree is to be followed rather than the other: a later version or time. */
    public boolean isAheadOf(TreeIndex other) {
        int byVersion = Long.compareUnsigned(version(), other.version());
        return byVersion > 0 || (byVersion == 0 && mtime() > other.mtime());
    }

    /**
     * This index without one of its entries, which is not the root.
     *
     * @param root the row of inode 0
     */
    public TreeIndex without(long inode, Row root) {
        Builder rest = of(root, count() - 1);
        for (int entry = 0; entry < count(); entry++) {
            if (inode(entry) != inode) {
                rest.add(inode(entry), digest(entry));
            }
        }
        return rest.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreeIndex i && Arrays.equals(bytes, i.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "version " + Long.toUnsignedString(version()) + " with " + count() + " entries";
    }

    /** An index in the making. */
    public static final class Builder {
        private final ByteBuffer out;
        private final Row root;
        private final int count;
        private long lastInode;

        private Builder(Row root, int count) {
            this.root = root;
            this.count = count;
            out =
                    ByteBuffer.allocate(HEAD_BYTES + count * ENTRY_BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .position(HEAD_BYTES);
        }

        /** Adds the next entry. */
        public Builder add(long inode, byte[] digest) {
            out.putLong(inode).put(digest);
            lastInode = inode;
            return this;
        }

        /**
         * The index, once all entries are there.
         *
         * @throws IllegalStateException when entries are missing
         */
        public TreeIndex build() {
            if (out.hasRemaining()) {
                throw new IllegalStateException(out.remaining() / ENTRY_BYTES + " entries missing");
            }
            out.rewind();
            out.putLong(root.version()).putLong(lastInode).putInt(root.writer());
            out.putInt((int) root.mtime()).putInt(count).putInt(out.capacity());
            return new TreeIndex(out.array());
        }
    }
}
