package org.jpmxcfs.log.chronicle;

import java.nio.file.Path;

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
}
