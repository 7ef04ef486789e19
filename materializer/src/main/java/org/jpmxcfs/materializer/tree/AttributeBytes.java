package org.jpmxcfs.materializer.tree;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jpmxcfs.log.model.Names;

/**
 * The bytes by which checksums know an entry: inode, version, writer, mtime, size, type, parent,
 * all little-endian, then the name. SPEC "Locks"; the same as in pmxcfs.
 */
final class AttributeBytes {
    private static final int FIXED_BYTES = 3 * Long.BYTES + 3 * Integer.BYTES + 1;

    private AttributeBytes() {}

    /** The bytes of these attributes. */
    static byte[] of(Attributes attributes) {
        byte[] name = Names.toBytes(attributes.name());
        return ByteBuffer.allocate(FIXED_BYTES + name.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(attributes.inode())
                .putLong(attributes.version())
                .putInt(attributes.writer())
                .putInt((int) attributes.mtime())
                .putInt(attributes.size())
                .put((byte) attributes.type().code())
                .putLong(attributes.parent())
                .put(name)
                .array();
    }

    /** A fresh SHA-256. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
