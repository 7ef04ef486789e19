package org.jpmxcfs.log.chronicle;

import java.util.UUID;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.model.Entry;

/** What one document of the queue holds. */
sealed interface JournalRecord {
    /** One entry. */
    record Appended(Entry entry) implements JournalRecord {}

    /** A ballot, always synced. */
    record Voted(Ballot ballot) implements JournalRecord {}

    /** Entries up to this index are final. */
    record Committed(long index) implements JournalRecord {}

    /** The writer stopped in good order: everything before this was synced. */
    record Stopped() implements JournalRecord {}

    /**
     * The first record of each segment. It repeats what a reader would otherwise have to look for
     * in earlier segments, so that those can be dropped.
     *
     * @param journal identity of the journal, the same in all its segments
     * @param number place of the segment, each higher by 1: a gap shows that a file is missing
     * @param firstIndex index of the first entry after this record; what earlier segments hold from
     *     there on has been taken back
     * @param restart whether nothing in earlier segments counts any more
     * @param previousBytes space that the segment before takes, closing mark included; 0 for the
     *     first
     * @param timeMillis clock of the writer, milliseconds since 1970
     * @param ballot newest ballot
     * @param committedIndex newest commit mark
     * @param boot the start of the writer that this segment belongs to
     */
    record Started(
            UUID journal,
            long number,
            long firstIndex,
            boolean restart,
            long previousBytes,
            long timeMillis,
            Ballot ballot,
            long committedIndex,
            Boot boot)
            implements JournalRecord {}

    /**
     * One start of the writer.
     *
     * @param id boot id of the machine, at most 64 ASCII characters; may be empty
     * @param previousId boot id under which the journal was written before
     * @param afterCleanStop whether the writer before stopped in good order
     * @param forgetful whether entries that were acknowledged may be missing, and nobody has made
     *     up for them since
     */
    record Boot(String id, String previousId, boolean afterCleanStop, boolean forgetful) {
        /** The same, with all made up for. */
        Boot remembering() {
            return new Boot(id, previousId, afterCleanStop, false);
        }
    }
}
