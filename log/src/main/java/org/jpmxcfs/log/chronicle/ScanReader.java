package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.Place;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Heading;
import org.jpmxcfs.log.model.MalformedException;

/**
 * A cursor over entries that are there already, by plain reads of the files from their beginnings:
 * for whoever reads most of a journal, as opening a queue takes longer than reading 100,000
 * entries. It checks every record again. One thread.
 */
final class ScanReader implements JournalReader {
    private final SegmentTable table;
    private final long lastIndex;
    private final Predicate<Heading> wanted;
    private Place near; // null once it was of use
    private Segment segment; // null before the first and after the last
    private SegmentScan scan;
    private long segmentEnd; // index behind the last entry that counts in segment
    private long nextIndex;

    /**
     * Gives those of the entries {@code fromIndex} to {@code lastIndex}, which {@code table} holds,
     * that {@code wanted} takes.
     */
    ScanReader(SegmentTable table, long fromIndex, long lastIndex, Predicate<Heading> wanted) {
        this(table, fromIndex, lastIndex, wanted, null);
    }

    /** The same, looking for the first of them from {@code near} on, where that is not null. */
    ScanReader(
            SegmentTable table,
            long fromIndex,
            long lastIndex,
            Predicate<Heading> wanted,
            Place near) {
        this.table = table;
        this.near = near;
        this.nextIndex = fromIndex;
        this.lastIndex = lastIndex;
        this.wanted = wanted;
    }

    @Override
    public Entry next() throws JournalException {
        try {
            while (nextIndex <= lastIndex) {
                if (segment == null || nextIndex >= segmentEnd) {
                    close();
                    segment = table.holding(nextIndex);
                    segmentEnd = table.endOf(segment);
                    scan = SegmentScan.open(segment.file(), offset());
                }
                ByteBuffer record = find();
                nextIndex++;
                if (wanted.test(RecordDecoder.heading(record))) {
                    return ((JournalRecord.Appended) RecordDecoder.decode(record)).entry();
                }
            }
            return null;
        } catch (MalformedException e) {
            throw damaged("holds a record that cannot be read: " + e.getMessage());
        } catch (JournalException e) {
            throw e;
        } catch (IOException e) {
            throw SegmentFiles.failed("cannot read " + segment.file(), e);
        }
    }

    private long offset() {
        boolean isHere = near != null && near.segment() == segment.number();
        long offset = isHere ? near.offset() : 0;
        near = null;
        return offset;
    }

    @Override
    public Place place() {
        return segment == null ? null : new Place(segment.number(), scan.recordOffset());
    }

    /** The record of the next entry. */
    private ByteBuffer find() throws IOException {
        while (true) {
            ByteBuffer record = scan.next();
            if (record == null || RecordDecoder.isNewer(record)) {
                throw damaged("ends before it");
            }
            long index = RecordDecoder.index(record);
            if (index > nextIndex) {
                throw damaged("holds entry " + index + " instead");
            }
            if (index == nextIndex && RecordDecoder.isAppended(record)) {
                return record;
            }
        }
    }

    private JournalException damaged(String how) {
        return segment.damaged(how, nextIndex);
    }

    @Override
    public void close() {
        if (scan == null) {
            return;
        }
        try {
            scan.close();
        } catch (IOException e) {
            // It was only read.
        }
        scan = null;
        segment = null;
    }
}
