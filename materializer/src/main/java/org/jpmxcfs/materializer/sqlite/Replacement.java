package org.jpmxcfs.materializer.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jpmxcfs.materializer.sqlite.DatabaseFiles.Shape;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot on its way to become the database of a running node. It is copied and checked first,
 * and then put in place by one rename, so that a crash leaves either the database before or the one
 * of the snapshot, whole. Until {@link #keep}, closing undoes everything. One thread.
 */
public final class Replacement implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);
    private static final String INCOMING = ".incoming";
    private static final String BEFORE = ".before";

    private final Path database;
    private final Path incoming;
    private final Path before;
    private SqliteStore replaced; // frozen, unless null
    private SqliteStore next; // open in its place, unless null
    private boolean kept;

    private Replacement(Path database) {
        this.database = database;
        this.incoming = DatabaseFiles.beside(database, INCOMING);
        this.before = DatabaseFiles.beside(database, BEFORE);
    }

    /**
     * Copies a snapshot to a place beside the database, and checks every row of the copy.
     *
     * @param snapshot what {@link SqliteStore#copyTo} has made; never changed
     * @param database the file that it is to replace
     * @param journalId the journal that is to continue its state
     * @param index index of the last entry that it must hold
     * @throws StoreException {@code DAMAGED}, {@code FOREIGN}, {@code CHANGED} or {@code NEWER} for
     *     a snapshot that cannot be trusted, {@code MISMATCH} for one of another entry
     */
    public static Replacement prepare(Path snapshot, Path database, UUID journalId, long index)
            throws StoreException {
        Replacement replacement = new Replacement(database);
        try {
            DatabaseFiles.delete(replacement.before);
            replacement.copy(snapshot);
            replacement.check(snapshot, index);
            replacement.follow(journalId);
            return replacement;
        } catch (IOException e) {
            replacement.discard();
            throw SqliteErrors.of(database, e);
        } catch (RuntimeException e) {
            replacement.discard();
            throw e;
        }
    }

    /** Removes what a crash may have left beside a database. */
    public static void discardLeftovers(Path database) {
        new Replacement(database).discard();
    }

    /**
     * Puts the copy in the place of {@code store}, of which only {@link SqliteStore#read} works
     * from here on, and opens it.
     */
    public SqliteStore putInPlaceOf(SqliteStore store) throws StoreException {
        store.freeze();
        replaced = store;
        try {
            if (DatabaseFiles.hasLog(database)) {
                LOG.warn(
                        "{}: another program has it open, and goes on seeing the state before the"
                                + " one that is put in its place now",
                        database);
            }
            Files.createLink(before, database);
            DatabaseFiles.replace(incoming, database);
        } catch (IOException e) {
            throw SqliteErrors.of(database, e);
        }
        next = SqliteStore.open(database);
        return next;
    }

    /** The one before is not needed any more. */
    public void keep() {
        kept = true;
    }

    /**
     * Removes what is left over; unless {@link #keep} was called, puts the database before back in
     * its place, where its store goes on as if nothing had happened.
     */
    @Override
    public void close() throws StoreException {
        try {
            if (!kept && replaced != null) {
                putBack();
            }
        } finally {
            discard();
        }
    }

    private void putBack() throws StoreException {
        try {
            if (next != null) {
                next.close();
            }
            if (Files.exists(before)) {
                DatabaseFiles.replace(before, database);
            }
        } catch (IOException e) {
            throw SqliteErrors.of(database, e);
        } finally {
            replaced.thaw();
        }
    }

    private void copy(Path snapshot) throws IOException {
        if (DatabaseFiles.shape(snapshot) != Shape.DATABASE) {
            throw SqliteErrors.notADatabase(snapshot);
        }
        DatabaseFiles.copy(snapshot, incoming);
    }

    private void check(Path snapshot, long index) throws StoreException {
        for (Finding finding : DatabaseCheck.check(incoming)) {
            if (finding.severity() == Finding.Severity.DAMAGE) {
                throw refused(Reason.DAMAGED, snapshot, "is damaged: " + finding.text());
            }
        }
        try (Connection connection = Connections.frozenReader(incoming)) {
            if (Schema.kind(connection) != Schema.Kind.OURS) {
                throw refused(Reason.FOREIGN, snapshot, "was not made by jpmxcfs");
            }
            if (DatabaseOpening.isChanged(connection)) {
                throw refused(Reason.CHANGED, snapshot, "was changed by another program");
            }
            long applied = StoreState.read(connection).appliedIndex();
            if (applied != index) {
                throw refused(
                        Reason.MISMATCH, snapshot, "ends at entry " + applied + ", not " + index);
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(snapshot, e);
        }
    }

    private void follow(UUID journalId) throws StoreException {
        Backups.name(incoming, Optional.of(journalId));
    }

    private static StoreException refused(Reason reason, Path snapshot, String how) {
        return new StoreException(
                reason,
                "the snapshot "
                        + snapshot
                        + " "
                        + how
                        + "; the state before stays, let it be sent again");
    }

    private void discard() {
        try {
            DatabaseFiles.delete(incoming);
            DatabaseFiles.delete(before);
        } catch (IOException e) {
            LOG.warn(
                    "{}: what a snapshot left beside it stays for now: {}", database, e.toString());
        }
    }
}
