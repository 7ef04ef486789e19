package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.MalformedException;

/**
 * A cursor over entries that are there already, by plain reads of the files from their beginnings:
 * for whoever reads most of a journal, as opening a queue takes longer than reading 100,000
 * entries. It checks every record again. One thread.
 */
final class ScanReader implements JournalReader {
    private final SegmentTable table;
    private final long lastIndex;
    private Segment segment; // null before the first and after the last
    private SegmentScan scan;
    private long segmentEnd; // index behind the last entry that counts in segment
    private long nextIndex;

    /** Gives the entries {@code fromIndex} to {@code lastIndex}, which {@code table} holds. */
    ScanReader(SegmentTable table, long fromIndex, long lastIndex) {
        this.table = table;
        this.nextIndex = fromIndex;
        this.lastIndex = lastIndex;
    }

    @Override
    public Entry next() throws JournalException {
        if (nextIndex > lastIndex) {
            return null;
        }
        try {
            if (segment == null || nextIndex >= segmentEnd) {
                close();
                segment = table.holding(nextIndex);
                segmentEnd = table.endOf(segment);
                scan = SegmentScan.open(segment.file());
            }
            Entry entry = read();
            nextIndex++;
            return entry;
        } catch (MalformedException e) {
            throw damaged("holds a record that can not be read: " + e.getMessage());
        } catch (JournalException e) {
            throw e;
        } catch (IOException e) {
            throw SegmentFiles.failed("can not read " + segment.file(), e);
        }
    }

    private Entry read() throws IOException, MalformedException {
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
                return ((JournalRecord.Appended) RecordDecoder.decode(record)).entry();
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
