package org.jpmxcfs.log.chronicle;

import java.nio.file.Path;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalException.Reason;

/**
 * One file of the journal.
 *
 * @param file where it is
 * @param cycle Chronicle's number for it
 * @param start its first record
 */
record Segment(Path file, int cycle, JournalRecord.Started start) {
    long number() {
        return start.number();
    }

    long firstIndex() {
        return start.firstIndex();
    }

    /** Says what is wrong with it where entry {@code expected} should be. */
    JournalException damaged(String how, long expected) {
        return new JournalException(
                Reason.DAMAGED,
                file
                        + " "
                        + how
                        + "; expected entry "
                        + expected
                        + ", run 'jpmxcfs journal verify'");
    }
}
