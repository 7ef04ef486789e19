package org.jpmxcfs.fuse.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.UUID;
import org.jpmxcfs.fuse.store.Authorship.Look;
import org.jpmxcfs.fuse.store.Imprint.Trace;
import org.jpmxcfs.materializer.sqlite.Provenance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The table by which a database is told to be ours, damaged, or another's; the journal ends at 9.
 */
class AuthorshipTest {
    @ParameterizedTest
    @CsvSource({
        // kind, follows the journal, rows as written, its index, touched, index it had, what to do
        "MISSING, false, false, 0, UNKNOWN, -1, AS_IT_IS",
        "FOREIGN, false, false, 0, TOUCHED, 9, AS_IT_IS",
        "NEWER, false, false, 0, TOUCHED, 9, AS_IT_IS",
        "UNREADABLE, false, false, 0, TOUCHED, 9, DAMAGED",
        "UNREADABLE, false, false, 0, UNKNOWN, -1, DAMAGED",
        // a config.db of pmxcfs, or a backup, beside our journal
        "PLAIN, false, false, 0, TOUCHED, 9, COMPARE",
        "PLAIN, false, false, 0, UNKNOWN, -1, COMPARE",
        // closed here, and nobody wrote to it
        "OURS, true, true, 9, UNTOUCHED, 9, AS_IT_IS",
        "OURS, true, false, 9, UNTOUCHED, 9, DAMAGED",
        // closed here, and written since: a copy of the same, an edit, an older copy
        "OURS, true, true, 9, TOUCHED, 9, AS_IT_IS",
        "OURS, true, false, 9, TOUCHED, 9, COMPARE",
        "OURS, true, true, 5, TOUCHED, 9, COMPARE",
        "OURS, true, false, 5, TOUCHED, 9, COMPARE",
        // killed: a view that lags, an edit, a copy from before that start
        "OURS, true, true, 9, UNKNOWN, 7, AS_IT_IS",
        "OURS, true, true, 7, UNKNOWN, 7, AS_IT_IS",
        "OURS, true, false, 8, UNKNOWN, 7, COMPARE",
        "OURS, true, true, 5, UNKNOWN, 7, COMPARE",
        "OURS, true, true, 5, UNKNOWN, -1, AS_IT_IS",
        // what the opening refuses: of another journal, or ahead of this one
        "OURS, false, true, 5, TOUCHED, 9, AS_IT_IS",
        "OURS, true, true, 12, TOUCHED, 9, AS_IT_IS"
    })
    void shouldTellWhoseADatabaseIs(
            Provenance.Kind kind,
            boolean isOfJournal,
            boolean asWritten,
            long index,
            Trace trace,
            long writtenIndex,
            Look expected) {
        // given
        Optional<UUID> journal = Optional.of(new UUID(1, 2));
        Provenance found = new Provenance(kind, journal, index, asWritten);

        // when, then
        assertEquals(expected, Authorship.look(found, trace, writtenIndex, isOfJournal, 9));
    }
}
