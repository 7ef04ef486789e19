package org.jpmxcfs.transport.corosync.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.log.model.Names;

/**
 * One entry of the tree, as a synchronisation carries it. The root is inode 0 with an empty name,
 * and has the version, time and writer of the whole tree.
 *
 * @param inode its number, unsigned 64 bit
 * @param parent inode of its directory
 * @param version the tree's version when it was changed last
 * @param writer node that changed it last
 * @param mtime seconds since 1970, unsigned 32 bit
 * @param size bytes of a file; 0 for a directory
 * @param type {@link #DIRECTORY} or {@link #FILE}
 * @param name without a slash, in the form of {@link Names}
 * @param data content of a file, never changed. A file may have a size and no content at all: the
 *     original makes one when it cuts an empty file to a length
 */
public record Row(
        long inode,
        long parent,
        long version,
        int writer,
        long mtime,
        int size,
        byte type,
        String name,
        byte[] data) {
    /** Type of a directory. */
    public static final byte DIRECTORY = 4;

    /** Type of a file. */
    public static final byte FILE = 8;

    private static final int FIXED_BYTES = 41;
    private static final byte[] NOTHING = {};

    /** The root of a tree. */
    public static Row root(long version, int writer, long mtime) {
        return new Row(0, 0, version, writer, mtime, 0, DIRECTORY, "", NOTHING);
    }

    /** The row as it is without its content, for who needs to know no more. */
    public Row withoutData() {
        return new Row(inode, parent, version, writer, mtime, size, type, name, NOTHING);
    }

    /** The row that the payload of an UPDATE spells. */
    static Row decode(byte[] payload) throws MalformedException {
        if (payload.length < FIXED_BYTES) {
            throw new MalformedException("row of " + payload.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        long parent = in.getLong();
        long inode = in.getLong();
        long version = in.getLong();
        int writer = in.getInt();
        long mtime = Integer.toUnsignedLong(in.getInt());
        long size = Integer.toUnsignedLong(in.getInt());
        long nameBytes = Integer.toUnsignedLong(in.getInt());
        byte type = in.get();
        if (type != DIRECTORY && type != FILE) {
            throw new MalformedException("row of unknown type " + type);
        }
        if (size + nameBytes != in.remaining() || nameBytes == 0) {
            throw new MalformedException("row whose lengths do not add up");
        }
        byte[] name = new byte[(int) nameBytes];
        in.get(name);
        if (name[name.length - 1] != 0) {
            throw new MalformedException("row whose name does not end");
        }
        byte[] data = new byte[(int) size];
        in.get(data);
        String text = Names.ofBytes(name);
        text = text.substring(0, text.indexOf('\0'));
        return new Row(inode, parent, version, writer, mtime, (int) size, type, text, data);
    }

    /**
     * The payload of an UPDATE. A size without content travels as zeros: there is no form for it.
     */
    byte[] encode() {
        byte[] nameBytes = Names.toBytes(name);
        ByteBuffer out =
                ByteBuffer.allocate(FIXED_BYTES + nameBytes.length + 1 + size)
                        .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(parent).putLong(inode).putLong(version).putInt(writer).putInt((int) mtime);
        out.putInt(size).putInt(nameBytes.length + 1).put(type).put(nameBytes).put((byte) 0);
        return out.put(data).array();
    }

    /** Names this state of the row in an index: SHA-256 over all but the inode, 32 bytes. */
    public byte[] digest() {
        MessageDigest sha = Sha256.begin();
        sha.update(attributes());
        sha.update(content());
        return sha.digest();
    }

    /** Names this state of a lock: SHA-256 over the inode and all else, 32 bytes. */
    public byte[] lockDigest() {
        MessageDigest sha = Sha256.begin();
        addTo(sha);
        return sha.digest();
    }

    /** Adds the row to the checksum of a tree, whose rows come in the order of their inodes. */
    public void addTo(MessageDigest checksum) {
        checksum.update(
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, inode));
        checksum.update(attributes());
        checksum.update(content());
    }

    private byte[] content() {
        return type == FILE ? data : NOTHING;
    }

    private byte[] attributes() {
        byte[] nameBytes = Names.toBytes(name);
        ByteBuffer out = ByteBuffer.allocate(29 + nameBytes.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(version).putInt(writer).putInt((int) mtime).putInt(size).put(type);
        return out.putLong(parent).put(nameBytes).array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row r
                && inode == r.inode
                && parent == r.parent
                && version == r.version
                && writer == r.writer
                && mtime == r.mtime
                && size == r.size
                && type == r.type
                && name.equals(r.name)
                && Arrays.equals(data, r.data);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(inode) + Long.hashCode(version);
    }

    @Override
    public String toString() {
        return "Row[inode="
                + inode
                + ", parent="
                + parent
                + ", version="
                + version
                + ", name="
                + name
                + ", size="
                + size
                + "]";
    }
}
