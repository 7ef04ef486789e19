package org.jpmxcfs.materializer;

import java.util.UUID;
import org.jpmxcfs.materializer.sqlite.Backups;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.materializer.sqlite.StoreException;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;

/** Whether a journal continues the state that a database holds. */
public final class JournalMatch {
    private JournalMatch() {}

    /**
     * Refuses a journal that does not follow on the database without a gap.
     *
     * @param firstIndex index of its oldest entry, or of its next one when it holds none
     * @param lastIndex index of its newest entry
     * @throws StoreException {@code MISMATCH}, with a remedy
     */
    public static void require(SqliteStore store, UUID journalId, long firstIndex, long lastIndex)
            throws StoreException {
        long applied = store.appliedIndex();
        UUID followed = store.journalId().orElse(null);
        if (followed == null) {
            requireBeginning(store, firstIndex, lastIndex);
        } else if (!followed.equals(journalId)) {
            throw mismatch(
                    store,
                    "belongs to journal "
                            + followed
                            + ", but the journal beside it is "
                            + journalId
                            + "; put back the one that belongs to the other, or go on from the"
                            + " database alone: "
                            + importing(store));
        }
        if (firstIndex > applied + 1) {
            throw mismatch(
                    store,
                    "ends at entry "
                            + applied
                            + ", but the journal begins at entry "
                            + firstIndex
                            + "; restore a newer copy of the database, or go on from it alone: "
                            + importing(store));
        }
        if (lastIndex < applied) {
            throw mismatch(
                    store,
                    "holds entries up to "
                            + applied
                            + ", but the journal ends at entry "
                            + lastIndex
                            + ": it was restored or cut; put back the rest of it, or go on from the"
                            + " database alone: "
                            + importing(store));
        }
    }

    // Only an untouched tree may be rebuilt from a journal that began with one.
    private static void requireBeginning(SqliteStore store, long firstIndex, long lastIndex)
            throws StoreException {
        boolean empty = lastIndex < firstIndex;
        boolean untouched =
                store.treeVersion() == SqliteStore.UNTOUCHED_VERSION && store.appliedIndex() == 0;
        if (!empty && !untouched) {
            throw mismatch(
                    store,
                    "comes from elsewhere (a backup or another node), but the journal beside it"
                            + " holds entries "
                            + firstIndex
                            + " to "
                            + lastIndex
                            + " of another state; to go on from this database, run "
                            + importing(store));
        }
    }

    /** How to go on from a database alone; the import keeps the journal under a dated name. */
    private static String importing(SqliteStore store) {
        return Backups.importCommand(store.file(), store.file());
    }

    private static StoreException mismatch(SqliteStore store, String how) {
        return new StoreException(Reason.MISMATCH, store.file() + " " + how);
    }
}
