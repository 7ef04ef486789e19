package org.jpmxcfs.materializer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.materializer.sqlite.Backups;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.materializer.sqlite.StoreException;

/**
 * Makes a database from an older one and the entries that follow it: the view, when it was damaged,
 * and the base of a journal, before its oldest entries are dropped.
 */
public final class Rebuild {
    private static final String SCRATCH = ".replay";

    private Rebuild() {}

    /**
     * Writes the state as of entry {@code toIndex} to {@code target}. Takes as long as a replay;
     * memory stays bounded by that of a tree.
     *
     * @param base an intact state of this journal, as of an entry before {@code toIndex} or of that
     *     one; never changed
     * @param target replaced at one instant, mode 0600; may be the base
     * @param journal open; holds every entry after the base's up to {@code toIndex}
     * @throws StoreException {@code DAMAGED} when the base cannot be trusted, {@code MISMATCH} when
     *     it does not belong to the journal or lies too far back
     * @throws IOException when the journal cannot be read or the disk is full; the target is as it
     *     was
     */
    public static void run(Path base, Path target, Journal journal, UUID journalId, long toIndex)
            throws IOException {
        Path scratch = target.resolveSibling(target.getFileName() + SCRATCH);
        try {
            Backups.copyChecked(base, scratch);
            try (Materializer replayed = replay(scratch, journal, journalId, toIndex)) {
                replayed.copyTo(target);
            }
        } finally {
            Backups.discard(scratch);
        }
    }

    private static Materializer replay(Path scratch, Journal journal, UUID journalId, long toIndex)
            throws IOException {
        SqliteStore store = SqliteStore.open(scratch);
        try {
            return Materializer.open(
                    store, journal, journalId, toIndex, MaterializerConfig.defaults());
        } catch (IOException | RuntimeException e) {
            closeAfter(store, e);
            throw e;
        }
    }

    private static void closeAfter(SqliteStore store, Exception cause) {
        try {
            store.close();
        } catch (StoreException e) {
            cause.addSuppressed(e);
        }
    }
}
