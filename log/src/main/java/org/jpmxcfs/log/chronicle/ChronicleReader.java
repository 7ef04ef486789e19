package org.jpmxcfs.log.chronicle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalException.Reason;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.MalformedException;

/**
 * A cursor over the segments. It checks every record again, and goes back when entries that it gave
 * out were taken back: the entry at that index then comes anew. One thread.
 */
final class ChronicleReader implements JournalReader {
    /** Where the reader learns what there is to read. */
    interface Source {
        /** The queue to read from; another one only together with another table of segments. */
        SingleChronicleQueue queue();

        /** The segments as known now. */
        SegmentTable segments();

        /** Index of the last entry that may be read; the largest long when only the queue knows. */
        long lastIndex();

        /** Looks for new segments; whether there are any. */
        boolean refresh() throws JournalException;

        /** The segment that holds an entry, kept from being dropped until the next call. */
        Segment pin(ChronicleReader reader, long index) throws JournalException;

        /** Ends the pin. */
        void release(ChronicleReader reader);
    }

    private static final int SMALL_BYTES = 64 << 10;

    private final Source source;
    private SingleChronicleQueue queue;
    private ExcerptTailer tailer;
    private final RecordDecoder decoder = new RecordDecoder();
    private final Bytes<ByteBuffer> copy =
            Bytes.elasticByteBuffer(SMALL_BYTES, RecordFormat.RECORD_BYTES_MAX);
    private ByteBuffer scratch = copy.underlyingObject().order(ByteOrder.LITTLE_ENDIAN);
    private SegmentTable seen;
    private Segment segment;
    // Index behind the last entry that counts in the segment.
    private long segmentEnd;
    private long nextIndex;

    ChronicleReader(Source source, long fromIndex) throws JournalException {
        this.source = source;
        this.nextIndex = fromIndex;
        this.seen = source.segments();
        copy.singleThreadedCheckDisabled(true);
        source.pin(this, fromIndex);
        tail();
    }

    @Override
    public Entry next() throws JournalException {
        while (true) {
            adopt(source.segments());
            if (nextIndex > source.lastIndex()) {
                return null;
            }
            Entry entry = read();
            if (entry != null) {
                nextIndex++;
                return entry;
            }
            if (source.segments() == seen && !source.refresh()) {
                return atEnd();
            }
            segment = null;
        }
    }

    private Entry atEnd() throws JournalException {
        if (source.lastIndex() != Long.MAX_VALUE) {
            throw damaged("ends before it");
        }
        return null;
    }

    private void tail() throws JournalException {
        segment = null;
        queue = source.queue();
        try {
            tailer = queue.createTailer();
        } catch (Exception e) {
            close();
            throw new JournalException(
                    Reason.DAMAGED,
                    "the journal cannot be read: " + e + "; run 'jpmxcfs journal verify'",
                    e);
        }
        tailer.singleThreadedCheckDisabled(true);
    }

    /** Takes note of new segments, which may take back entries that were given out. */
    private void adopt(SegmentTable table) throws JournalException {
        if (table == seen) {
            return;
        }
        long number = seen.newest().number();
        long rewound = table.rewound(nextIndex, number);
        if (table.restartedSince(number) || rewound < table.firstIndex()) {
            throw new JournalException(
                    Reason.DAMAGED,
                    "entry " + nextIndex + " has been dropped; read again from a snapshot");
        }
        if (rewound != nextIndex) {
            nextIndex = rewound;
            segment = null;
        }
        if (source.queue() != queue) {
            tailer.close();
            tail();
        }
        // Where the segment ends may have changed with the table.
        segmentEnd = segment == null ? 0 : table.endOf(segment);
        seen = table;
    }

    /** The next entry, or null when it is not there, or a new segment has to be looked at. */
    private Entry read() throws JournalException {
        try {
            if (segment == null || nextIndex >= segmentEnd) {
                seek();
            }
            while (load()) {
                if (!decoder.isIntact(scratch) || RecordDecoder.isNewer(scratch)) {
                    throw damaged("holds a record that fails its checksum");
                }
                if (RecordDecoder.isAppended(scratch)) {
                    if (RecordDecoder.index(scratch) == nextIndex) {
                        return ((JournalRecord.Appended) RecordDecoder.decode(scratch)).entry();
                    }
                    requireBefore();
                } else if (tailer.cycle() != segment.cycle()) {
                    segment = null;
                    return null;
                }
            }
            return null;
        } catch (JournalException e) {
            throw e;
        } catch (MalformedException e) {
            throw damaged("holds a record that cannot be read: " + e.getMessage());
        } catch (Exception e) {
            throw damaged("cannot be read: " + e);
        } catch (InternalError e) {
            throw new JournalException(
                    Reason.FAILED, segment.file() + " cannot be read; check the disk", e);
        }
    }

    private void requireBefore() throws JournalException {
        if (RecordDecoder.index(scratch) > nextIndex) {
            throw damaged("holds entry " + RecordDecoder.index(scratch) + " instead");
        }
    }

    /**
     * Goes to the next entry. It lies at least as many records behind one whose index is lower as
     * the indexes differ, so jumps of that length never pass it, and hit it at once in a segment
     * that holds only entries.
     */
    private void seek() throws JournalException {
        segment = source.pin(this, nextIndex);
        segmentEnd = seen.endOf(segment);
        long sequence = nextIndex - segment.firstIndex() + 1;
        long reached = 0;
        while (sequence > reached && moveTo(sequence) && load() && decoder.isIntact(scratch)) {
            long index = RecordDecoder.index(scratch);
            if (index > nextIndex) {
                break;
            }
            reached = sequence;
            sequence += nextIndex - index;
        }
        if (!moveTo(reached)) {
            throw damaged("does not have a beginning");
        }
    }

    private boolean moveTo(long sequence) {
        return tailer.moveToIndex(SegmentFiles.ROLL_CYCLE.toIndex(segment.cycle(), sequence));
    }

    /** Copies the next document into the scratch buffer; false when there is none. */
    private boolean load() throws JournalException {
        try (DocumentContext document = tailer.readingDocument()) {
            if (!document.isPresent()) {
                return false;
            }
            Bytes<?> bytes = document.wire().bytes();
            long length = bytes.readRemaining();
            if (length > RecordFormat.RECORD_BYTES_MAX) {
                throw damaged("holds a record of " + length + " bytes");
            }
            copy.clear();
            copy.write(bytes);
            scratch = copy.underlyingObject().order(ByteOrder.LITTLE_ENDIAN);
            scratch.clear().limit((int) length);
            return true;
        }
    }

    private JournalException damaged(String how) {
        return segment.damaged(how, nextIndex);
    }

    @Override
    public void close() {
        source.release(this);
        if (tailer != null) {
            tailer.close();
        }
        if (copy.refCount() > 0) {
            copy.releaseLast();
        }
    }
}
