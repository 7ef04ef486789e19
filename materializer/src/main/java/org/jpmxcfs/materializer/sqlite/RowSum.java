package org.jpmxcfs.materializer.sqlite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jpmxcfs.log.model.Limits;

/**
 * Checksum of one row of the tree, kept in a table beside it because SQLite has none of its own: a
 * bit that flips inside a value would otherwise be served as if it had been written. The upper half
 * is the CRC-32C of attributes and name, the lower half that of the content. Owned by one thread.
 */
final class RowSum {
    /** Bytes before the name: inode, parent, version (8 each), writer, mtime, size (4), type. */
    private static final int FIXED_BYTES = 37;

    private final CRC32C crc = new CRC32C();
    private ByteBuffer buffer =
            ByteBuffer.allocate(FIXED_BYTES + Limits.NAME_BYTES_MAX).order(ByteOrder.LITTLE_ENDIAN);

    /** The checksum of a whole row. */
    static long of(long attributesSum, long contentSum) {
        return attributesSum << Integer.SIZE | contentSum;
    }

    /** The part of a checksum that covers the attributes. */
    static long attributesOf(long sum) {
        return sum >>> Integer.SIZE;
    }

    /** The part of a checksum that covers the content. */
    static long contentOf(long sum) {
        return sum & Limits.U32_MAX;
    }

    /** Checksum of the columns without the content, 0 to 2^32-1. */
    long attributes(Row row) {
        if (row.name().length > buffer.capacity() - FIXED_BYTES) {
            buffer =
                    ByteBuffer.allocate(FIXED_BYTES + row.name().length)
                            .order(ByteOrder.LITTLE_ENDIAN);
        }
        buffer.clear();
        buffer.putLong(row.inode()).putLong(row.parent()).putLong(row.version());
        buffer.putInt((int) row.writer()).putInt((int) row.mtime()).putInt(row.size());
        buffer.put((byte) row.type()).put(row.name()).flip();
        crc.reset();
        crc.update(buffer);
        return crc.getValue();
    }

    /** Checksum of a content, 0 to 2^32-1; null counts as no bytes. */
    long content(byte[] content) {
        crc.reset();
        if (content != null) {
            crc.update(content, 0, content.length);
        }
        return crc.getValue();
    }
}
