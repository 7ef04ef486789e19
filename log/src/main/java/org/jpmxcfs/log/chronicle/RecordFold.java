package org.jpmxcfs.log.chronicle;

import java.nio.ByteBuffer;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.model.MalformedException;

/** What a journal's records add up to, and whether they follow each other. */
final class RecordFold implements SegmentScan.Visitor {
    private long lastIndex = -1;
    private Ballot ballot = Ballot.NONE;
    private long committedIndex;
    private boolean stopped = true;
    private long records;
    private long refusedIndex;

    /** Index of the last entry in order; -1 before the first segment. */
    long lastIndex() {
        return lastIndex;
    }

    Ballot ballot() {
        return ballot;
    }

    long committedIndex() {
        return committedIndex;
    }

    /** Whether the last record says that the writer stopped in good order. */
    boolean isStopped() {
        return stopped;
    }

    /** Records of this segment that are in order. */
    long records() {
        return records;
    }

    /** Index in the header of the record that was not in order. */
    long refusedIndex() {
        return refusedIndex;
    }

    /** A segment begins. */
    void begin() {
        records = 0;
    }

    /** A segment of which only the start is looked at. */
    void skip(JournalRecord.Started start) {
        started(start);
    }

    @Override
    public boolean record(long offset, ByteBuffer bytes) {
        long index = RecordDecoder.index(bytes);
        if (!isInOrder(bytes, index)) {
            refusedIndex = index;
            return false;
        }
        records++;
        return true;
    }

    private boolean isInOrder(ByteBuffer bytes, long index) {
        try {
            return !RecordDecoder.isNewer(bytes)
                    && add(RecordDecoder.decode(bytes), index)
                    && index == lastIndex;
        } catch (MalformedException e) {
            return false;
        }
    }

    /** False when the record cannot stand here. */
    private boolean add(JournalRecord record, long index) {
        if (record instanceof JournalRecord.Started start) {
            if (records > 0) {
                return false;
            }
            started(start);
            return true;
        }
        if (record instanceof JournalRecord.Appended appended) {
            if (index != lastIndex + 1 || appended.entry().index() != index) {
                return false;
            }
            lastIndex = index;
        } else if (index != lastIndex) {
            return false;
        } else if (record instanceof JournalRecord.Voted voted) {
            ballot = voted.ballot();
        } else if (record instanceof JournalRecord.Committed committed) {
            committedIndex = committed.index();
        }
        stopped = record instanceof JournalRecord.Stopped;
        return true;
    }

    private void started(JournalRecord.Started start) {
        stopped = false;
        lastIndex = start.firstIndex() - 1;
        ballot = start.ballot();
        committedIndex = start.committedIndex();
    }
}
