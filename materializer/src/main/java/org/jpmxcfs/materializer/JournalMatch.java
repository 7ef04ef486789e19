package org.jpmxcfs.materializer;

import java.util.UUID;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.materializer.sqlite.StoreException;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;

/** Whether a journal continues the state that a database holds. */
final class JournalMatch {
    private static final long UNTOUCHED_VERSION = 1;

    private JournalMatch() {}

    /** Refuses a journal that does not follow on the database without a gap. */
    static void require(SqliteStore store, Journal journal, UUID journalId) throws StoreException {
        long applied = store.appliedIndex();
        UUID followed = store.journalId().orElse(null);
        if (followed == null) {
            requireBeginning(store, journal);
        } else if (!followed.equals(journalId)) {
            throw mismatch(
                    store,
                    "belongs to journal "
                            + followed
                            + ", but the journal beside it is "
                            + journalId
                            + "; put back the journal or the database that belongs to the other");
        }
        if (journal.firstIndex() > applied + 1) {
            throw mismatch(
                    store,
                    "ends at entry "
                            + applied
                            + ", but the journal begins at entry "
                            + journal.firstIndex()
                            + "; restore a newer copy of the database, or set the journal aside to"
                            + " start from the database alone");
        }
        if (journal.lastIndex() < applied) {
            throw mismatch(
                    store,
                    "holds entries up to "
                            + applied
                            + ", but the journal ends at entry "
                            + journal.lastIndex()
                            + ": it was restored or cut; set it aside to start from the database"
                            + " alone");
        }
    }

    // Only an untouched tree may be rebuilt from a journal that began with one.
    private static void requireBeginning(SqliteStore store, Journal journal) throws StoreException {
        boolean empty = journal.lastIndex() < journal.firstIndex();
        boolean untouched = store.treeVersion() == UNTOUCHED_VERSION && store.appliedIndex() == 0;
        if (!empty && !untouched) {
            throw mismatch(
                    store,
                    "comes from elsewhere (a backup or another node), but the journal beside it"
                            + " holds entries "
                            + journal.firstIndex()
                            + " to "
                            + journal.lastIndex()
                            + " of another state; set the journal aside to start from this"
                            + " database");
        }
    }

    private static StoreException mismatch(SqliteStore store, String how) {
        return new StoreException(Reason.MISMATCH, store.file() + " " + how);
    }
}
