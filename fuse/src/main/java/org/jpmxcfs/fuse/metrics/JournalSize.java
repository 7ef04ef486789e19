package org.jpmxcfs.fuse.metrics;

import java.time.InstantSource;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.JournalStat;

/** Size and age of a journal; not a number while its files cannot be read. */
public final class JournalSize {
    private static final double MILLIS_PER_SECOND = 1e3;

    private final ChronicleJournal journal;
    private final InstantSource clock;

    /** Looks at {@code journal} whenever it is asked. */
    public JournalSize(ChronicleJournal journal, InstantSource clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** Space on disk. */
    double bytes() {
        try {
            return journal.stat().diskBytes();
        } catch (JournalException unreadable) {
            return Double.NaN;
        }
    }

    /** Bytes put on the disk since the start. */
    long writtenBytes() {
        return journal.syncStatus().writtenBytes();
    }

    /** Age of the oldest entry; 0 without entries. */
    double ageSeconds() {
        try {
            JournalStat stat = journal.stat();
            boolean isEmpty = stat.firstIndex() > stat.lastIndex();
            return isEmpty ? 0 : (clock.millis() - stat.oldestTimeMillis()) / MILLIS_PER_SECOND;
        } catch (JournalException unreadable) {
            return Double.NaN;
        }
    }
}
