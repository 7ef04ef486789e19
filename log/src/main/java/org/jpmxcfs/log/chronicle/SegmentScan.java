package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Walks the documents of a queue file with plain reads, trusting nothing in it: Chronicle itself
 * has no checksums, and shows no sign of records behind a hole.
 *
 * <p>The form of the file: documents one after the other, each a little-endian word and its bytes,
 * filled up to a multiple of 4. The word holds the length in its low 30 bits, bit 30 for
 * Chronicle's own documents, bit 31 while a document is being written; both bits with length 0
 * close the file.
 */
final class SegmentScan implements AutoCloseable {
    /** Gets every intact record; {@code bytes} is valid during the call only. */
    @FunctionalInterface
    interface Visitor {
        /** Returns false to stop the walk. */
        boolean record(long offset, ByteBuffer bytes);
    }

    /** Why the walk ended. */
    enum End {
        /** At the mark that closes a file, with nothing behind it. */
        CLOSED,
        /** At unused space, with nothing behind it. */
        OPEN,
        /** In the middle of a document that was being written, with nothing behind it. */
        TORN,
        /** At a record that is not intact. */
        BROKEN,
        /** At a place that ends the file, but with intact records behind it. */
        HOLE,
        /** The visitor had seen enough. */
        STOPPED
    }

    private static final int WORD_BYTES = 4;
    private static final int LENGTH_MASK = 0x3FFF_FFFF;
    private static final int META = 0x4000_0000;
    private static final int WRITING = 0x8000_0000;
    private static final int CLOSE = 0xC000_0000;

    /** Enough for Chronicle's own documents and the first record. */
    private static final int SMALL_WINDOW_BYTES = 64 << 10;

    private static final int WINDOW_BYTES = 4 << 20;

    private final RecordDecoder decoder = new RecordDecoder();
    private final FileChannel channel;
    private final long size;
    private ByteBuffer window = direct(SMALL_WINDOW_BYTES);
    private long windowAt;
    private long offset;
    private long recordOffset; // of the document of the last record
    private long newestBehind = Long.MIN_VALUE;

    private SegmentScan(FileChannel channel, long offset) throws IOException {
        this.channel = channel;
        this.size = channel.size();
        this.offset = offset;
        this.windowAt = offset;
        window.limit(0);
    }

    /**
     * What a walk found.
     *
     * @param end why it ended
     * @param offset position behind the last good document
     * @param newestBehind for a hole or break, the newest index seen behind it; else the smallest
     *     long
     */
    record Found(End end, long offset, long newestBehind) {}

    /** Opens {@code file} for calls of {@link #next}. */
    static SegmentScan open(Path file) throws IOException {
        return open(file, 0);
    }

    /** The same, from {@code offset} on, where a document begins. */
    static SegmentScan open(Path file, long offset) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new SegmentScan(channel, offset);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The next record, valid until the next call; null where a walk would end. */
    ByteBuffer next() throws IOException {
        while (load(offset, WORD_BYTES)) {
            int word = window.getInt((int) (offset - windowAt));
            int length = word & LENGTH_MASK;
            if (word == 0
                    || (word & WRITING) != 0
                    || length > WINDOW_BYTES - WORD_BYTES
                    || !load(offset, WORD_BYTES + length)) {
                return null;
            }
            recordOffset = offset;
            long start = offset + WORD_BYTES;
            offset = start + ((length + 3) & ~3);
            if ((word & META) == 0) {
                ByteBuffer record = at(start, length);
                return decoder.isIntact(record) ? record : null;
            }
        }
        return null;
    }

    /** Where the document of the last record begins. */
    long recordOffset() {
        return recordOffset;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Walks {@code file} from its beginning. */
    static Found walk(Path file, Visitor visitor) throws IOException {
        return walk(file, 0, visitor);
    }

    /** The same, from {@code offset} on, where a document begins. */
    static Found walk(Path file, long offset, Visitor visitor) throws IOException {
        try (SegmentScan scan = open(file, offset)) {
            End end = scan.documents(visitor);
            return new Found(end, scan.offset, scan.newestBehind);
        }
    }

    private End documents(Visitor visitor) throws IOException {
        while (true) {
            if (!load(offset, WORD_BYTES)) {
                return End.OPEN;
            }
            int word = window.getInt((int) (offset - windowAt));
            if (word == 0 || (word & WRITING) != 0) {
                return end(word);
            }
            int length = word & LENGTH_MASK;
            boolean whole =
                    length <= WINDOW_BYTES - WORD_BYTES && load(offset, WORD_BYTES + length);
            if ((word & META) == 0) {
                ByteBuffer record = whole ? at(offset + WORD_BYTES, length) : null;
                if (record == null || !decoder.isIntact(record)) {
                    searchBehind(offset + WORD_BYTES);
                    return End.BROKEN;
                }
                if (!visitor.record(offset, record)) {
                    return End.STOPPED;
                }
            } else if (!whole) {
                searchBehind(offset + WORD_BYTES);
                return End.BROKEN;
            }
            offset += WORD_BYTES + ((length + 3) & ~3);
        }
    }

    private End end(int word) throws IOException {
        searchBehind(offset + WORD_BYTES + (word == CLOSE ? 0 : unfinishedBytes()));
        if (newestBehind != Long.MIN_VALUE) {
            return End.HOLE;
        }
        if (word == CLOSE) {
            return End.CLOSED;
        }
        return word == 0 ? End.OPEN : End.TORN;
    }

    /**
     * Length of the record in the document that was being written, where all of it was there when
     * the writer died: Chronicle writes the word in front of it last. Nobody was told of that
     * record, so it is no sign of a gap.
     */
    private int unfinishedBytes() throws IOException {
        long at = offset + WORD_BYTES;
        if (!load(at, RecordFormat.HEADER_BYTES)) {
            return 0;
        }
        int length = window.getInt((int) (at - windowAt) + RecordFormat.LENGTH_AT);
        boolean isPossible =
                length >= RecordFormat.HEADER_BYTES && length <= RecordFormat.RECORD_BYTES_MAX;
        boolean isWhole = isPossible && load(at, length) && decoder.isIntact(at(at, length));
        return isWhole ? length : 0;
    }

    /** Looks for an intact record at every place where one could be. */
    private void searchBehind(long from) throws IOException {
        long at = (from + 3) & ~3L;
        while (load(at, RecordFormat.HEADER_BYTES)) {
            int place = (int) (at - windowAt);
            if (window.getShort(place + RecordFormat.MAGIC_AT) == RecordFormat.MAGIC) {
                int length = window.getInt(place + RecordFormat.LENGTH_AT);
                if (length >= RecordFormat.HEADER_BYTES
                        && length <= RecordFormat.RECORD_BYTES_MAX
                        && load(at, length)) {
                    ByteBuffer record = at(at, length);
                    if (decoder.isIntact(record)) {
                        newestBehind = Math.max(newestBehind, RecordDecoder.index(record));
                        at += (length + 3) & ~3;
                        continue;
                    }
                }
            }
            at += WORD_BYTES;
        }
    }

    private ByteBuffer at(long position, int length) {
        return window.slice((int) (position - windowAt), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Brings the bytes into the window; false when the file ends before. */
    private boolean load(long position, int length) throws IOException {
        if (position >= windowAt && position + length <= windowAt + window.limit()) {
            return true;
        }
        if (position + length > size) {
            return false;
        }
        if (windowAt > 0 || window.limit() > 0 || length > window.capacity()) {
            widen();
        }
        window.clear();
        windowAt = position;
        while (window.hasRemaining()) {
            int count = channel.read(window, windowAt + window.position());
            if (count < 0) {
                break;
            }
        }
        window.flip();
        return window.limit() >= length;
    }

    private void widen() {
        if (window.capacity() < WINDOW_BYTES) {
            window = direct(WINDOW_BYTES);
        }
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
