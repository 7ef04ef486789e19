package org.jpmxcfs.materializer.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jpmxcfs.log.EntrySource;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.materializer.sqlite.Backups;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeLoader;

/** Writes a state into a database, from an earlier state and the entries between the two. */
public final class Rebuilding {
    private static final String SCRATCH = ".rebuilding";

    private final EntrySource entries;
    private final UUID journalId;
    private final Base base;

    /** The state that the entries follow on. */
    @FunctionalInterface
    interface Base {
        /**
         * Copies it to a file that is not there.
         *
         * @return false where it is an empty tree: then there is no file
         */
        boolean copyTo(Path target) throws IOException;
    }

    /**
     * Rebuilds from what a database holds, or from an empty tree when there is no such file.
     *
     * @param entries holds all entries after that state
     * @param journalId identity of their journal
     * @param base may be in use; it is copied first, as of its last commit
     */
    public Rebuilding(EntrySource entries, UUID journalId, Path base) {
        this(entries, journalId, target -> copy(base, target));
    }

    Rebuilding(EntrySource entries, UUID journalId, Base base) {
        this.entries = entries;
        this.journalId = journalId;
        this.base = base;
    }

    private static boolean copy(Path base, Path target) throws IOException {
        if (!Files.exists(base)) {
            return false;
        }
        Backups.copyWhole(base, target);
        return true;
    }

    /**
     * Writes the state of one entry. It passes through a file beside the target, so memory does not
     * grow with it.
     *
     * @param index entry of the state; a negative one stands for the last entry there is, or for
     *     the state of the base when that is newer
     * @param target a database as pmxcfs has it, mode 0600, which replaces what is there at one
     *     instant
     * @return the entry that the database shows
     * @throws IOException when the journal does not lead there, or a file cannot be used
     */
    public long writeTo(Path target, long index, Progress progress) throws IOException {
        Path scratch = target.resolveSibling(target.getFileName() + SCRATCH);
        deleteDatabase(scratch);
        try {
            boolean hasBase = base.copyTo(scratch);
            long reached;
            try (SqliteStore store = SqliteStore.open(scratch)) {
                UUID owner = hasBase ? store.journalId().orElse(null) : journalId;
                if (!journalId.equals(owner)) {
                    throw new HistoryException(
                            "the state to begin with does not belong to the journal beside it; see"
                                    + " 'jpmxcfs db check'");
                }
                reached = replay(store, index, progress);
            }
            Backups.exportTo(scratch, target);
            return reached;
        } finally {
            deleteDatabase(scratch);
        }
    }

    private long replay(SqliteStore store, long index, Progress progress) throws IOException {
        long start = store.appliedIndex();
        long end = index < 0 ? Math.max(start, entries.lastIndex()) : index;
        if (start > end || entries.firstIndex() > start + 1) {
            throw new HistoryException(
                    "the state of entry "
                            + end
                            + " cannot be rebuilt from the state of entry "
                            + start
                            + " and a journal that begins at entry "
                            + entries.firstIndex());
        }
        TreeLoader loader = new TreeLoader();
        store.load(loader);
        Tree tree = loader.load(store, new LockTable(() -> 0), Limits.TREE_BYTES_MAX / 4);
        try (Walk walk = new Walk(tree, entries.reader(start + 1), store::flush)) {
            walk.to(end, progress);
            walk.handOver();
        }
        return end;
    }

    private static void deleteDatabase(Path file) throws IOException {
        for (String ending : new String[] {"-shm", "-wal", ""}) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + ending));
        }
    }
}
