package org.jpmxcfs.materializer.tree;

import java.util.Arrays;
import org.jpmxcfs.log.model.Limits;

/**
 * The bytes of a file at one moment. A later append may share the array with an earlier content,
 * writing only beyond what the earlier one shows, so that a file written in many small pieces is
 * not copied for each; everything else copies. Any thread may read.
 *
 * <p>Only the newest content of a file is ever appended to: that is what keeps sharing safe.
 */
public final class Content {
    /** Content of a file that was made and never written to; no bytes. */
    static final Content NEVER_WRITTEN = new Content(new byte[0], 0);

    /** No bytes. */
    static final Content EMPTY = new Content(new byte[0], 0);

    private final byte[] buffer; // zeros from size on, or bytes of a newer content
    private final int size; // 0 <= size <= buffer.length

    private Content(byte[] buffer, int size) {
        this.buffer = buffer;
        this.size = size;
    }

    /** Content that takes over this array, which is never changed from here on. */
    static Content of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Content(bytes, bytes.length);
    }

    /** Takes part of the bytes, in place. */
    @FunctionalInterface
    public interface RangeReader {
        /**
         * Takes {@code count} bytes of {@code array} from {@code start}, without changing or
         * keeping the array.
         */
        void read(byte[] array, int start, int count);
    }

    /** How many bytes there are. */
    public int size() {
        return size;
    }

    /** Whether the file was made and never written to, which the database tells from empty. */
    public boolean isNeverWritten() {
        return this == NEVER_WRITTEN;
    }

    /**
     * Copies bytes from {@code offset} on into {@code target}.
     *
     * @return how many: fewer than {@code length}, or 0, at the end
     */
    public int copyTo(int offset, byte[] target, int targetOffset, int length) {
        return forRange(
                offset,
                length,
                (array, start, count) ->
                        System.arraycopy(array, start, target, targetOffset, count));
    }

    /**
     * Hands bytes from {@code offset} on to {@code reader}, without a copy.
     *
     * @param offset 0 or more; may lie beyond the end
     * @return how many it was given; when 0, the reader was not called
     */
    public int forRange(long offset, int length, RangeReader reader) {
        if (offset < 0 || offset >= size || length <= 0) {
            return 0;
        }
        int count = Math.min(length, size - (int) offset);
        reader.read(buffer, (int) offset, count);
        return count;
    }

    /** All bytes, as a copy. */
    public byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    /** Bytes of memory that it holds on to. */
    int capacity() {
        return buffer.length;
    }

    /**
     * The content after a write, which takes over {@code data}.
     *
     * @param offset where the first byte goes; {@code offset + data.length} is at most {@link
     *     Limits#FILE_BYTES_MAX}
     */
    Content write(int offset, byte[] data) {
        int end = offset + data.length;
        if (data.length == 0) {
            return end > size ? resize(end) : this;
        }
        if (offset == 0 && data.length >= size) {
            return new Content(data, data.length);
        }
        int newSize = Math.max(size, end);
        // Below the present end others may be reading, so the bytes there are never changed.
        byte[] target =
                offset >= size && end <= buffer.length
                        ? buffer
                        : copy(offset >= size ? roomFor(newSize) : newSize);
        System.arraycopy(data, 0, target, offset, data.length);
        return new Content(target, newSize);
    }

    /** The content cut, or filled up with zeros, to another size. */
    Content resize(int newSize) {
        if (newSize == size) {
            return this;
        }
        return newSize == 0 ? EMPTY : new Content(copy(newSize), newSize);
    }

    private byte[] copy(int capacity) {
        byte[] copy = new byte[capacity];
        System.arraycopy(buffer, 0, copy, 0, Math.min(size, capacity));
        return copy;
    }

    // Doubling makes a file that grows piece by piece cost a constant number of copies a byte.
    private int roomFor(int newSize) {
        return Math.max(newSize, Math.min(Limits.FILE_BYTES_MAX, 2 * size));
    }
}
