package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import org.jpmxcfs.log.model.MalformedException;

/**
 * How a segment file begins.
 *
 * @param found how the search for the first record ended
 * @param isThere whether there is an intact first record
 * @param isNewer whether it is in a format that this program does not know
 * @param start the record; null when it is missing or no start
 */
record FirstRecord(
        SegmentScan.Found found, boolean isThere, boolean isNewer, JournalRecord.Started start) {
    static FirstRecord of(Path file) throws IOException {
        FirstRecord[] first = new FirstRecord[1];
        SegmentScan.Found found =
                SegmentScan.walk(
                        file,
                        (offset, bytes) -> {
                            boolean newer = RecordDecoder.isNewer(bytes);
                            first[0] =
                                    new FirstRecord(
                                            null, true, newer, newer ? null : started(bytes));
                            return false;
                        });
        return first[0] == null
                ? new FirstRecord(found, false, false, null)
                : new FirstRecord(found, true, first[0].isNewer, first[0].start);
    }

    private static JournalRecord.Started started(java.nio.ByteBuffer bytes) {
        try {
            return RecordDecoder.decode(bytes) instanceof JournalRecord.Started start
                    ? start
                    : null;
        } catch (MalformedException notAStart) {
            return null;
        }
    }

    /** Whether intact records lie behind the place where the search ended. */
    boolean isFollowed() {
        return found.newestBehind() != Long.MIN_VALUE;
    }
}
