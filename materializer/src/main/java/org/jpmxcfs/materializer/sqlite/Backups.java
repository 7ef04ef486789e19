package org.jpmxcfs.materializer.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.UUID;
import org.jpmxcfs.log.StableStorage;
import org.jpmxcfs.materializer.sqlite.DatabaseFiles.Shape;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;

/**
 * Moves trees between databases: backups that pmxcfs can start from, and the way back. A backup
 * holds the one table of pmxcfs and nothing else.
 */
public final class Backups {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int BACKUP_PAGE_BYTES = 4096;
    private static final String COPY_ROWS =
            "INSERT INTO main.tree (inode, parent, version, writer, mtime, type, name, data)"
                    + " SELECT inode, parent, version, writer, mtime, type, name, data"
                    + " FROM source.tree ORDER BY inode";

    private Backups() {}

    /**
     * Writes the tree of a database, as of its last commit, to a new file of mode 0600. The
     * database may be in use.
     *
     * @param target replaced at one instant if it is there, and untouched when this fails
     * @throws StoreException when either file cannot be used; the message says which and why
     */
    public static void exportTo(Path database, Path target) throws StoreException {
        requireDatabase(database);
        try {
            if (Files.exists(target) && Files.isSameFile(database, target)) {
                throw new StoreException(
                        Reason.FAILED, target + " is the database itself; name another file");
            }
            Path unfinished = DatabaseFiles.beside(target, ".part");
            DatabaseFiles.createPrivate(unfinished);
            try {
                copyTree(database, unfinished, BACKUP_PAGE_BYTES);
                DatabaseFiles.replace(unfinished, target);
            } finally {
                DatabaseFiles.delete(unfinished);
            }
        } catch (IOException e) {
            throw SqliteErrors.of(target, e);
        }
    }

    /**
     * Puts the tree of another database in the place of this one, which nobody may have open. No
     * journal belongs to it afterwards, so the present journal must be set aside too.
     *
     * @param source never changed; may be the database itself, which then is taken as it is after
     *     pmxcfs worked on it
     * @param acceptEdits whether rows may differ from the checksums that we wrote with them: for a
     *     database that was edited by hand
     * @param now goes into the name under which the present database is kept
     * @return where the present database is kept; empty when there was none
     * @throws StoreException when the source is damaged or foreign, or the disk failed; the present
     *     database then is in place as before
     */
    public static Optional<Path> importFrom(
            Path source, Path database, boolean acceptEdits, Instant now) throws StoreException {
        requireDatabase(source);
        Path copy = DatabaseFiles.beside(database, ".source");
        Path unfinished = DatabaseFiles.beside(database, ".new");
        try {
            try {
                DatabaseFiles.copy(source, copy);
                dropChecksums(copy, acceptEdits);
                refuseDamage(source, copy);
                DatabaseFiles.createPrivate(unfinished);
                copyTree(copy, unfinished, Schema.PAGE_BYTES);
                Optional<Path> kept = setAside(database, now);
                DatabaseFiles.replace(unfinished, database);
                return kept;
            } finally {
                DatabaseFiles.delete(copy);
                DatabaseFiles.delete(unfinished);
            }
        } catch (IOException e) {
            throw SqliteErrors.of(database, e);
        }
    }

    /**
     * Keeps a database, whatever its state, under a dated name beside its place.
     *
     * @return the new name; empty when there is none
     */
    public static Optional<Path> setAside(Path database, Instant now) throws StoreException {
        try {
            if (!Files.exists(database)) {
                return Optional.empty();
            }
            Path kept = freeName(database, now);
            DatabaseFiles.move(database, kept);
            StableStorage.sync(database.toAbsolutePath().getParent());
            return Optional.of(kept);
        } catch (IOException e) {
            throw SqliteErrors.of(database, e);
        }
    }

    /**
     * Keeps a copy of a database under a dated name beside it; somebody may be writing it.
     *
     * @param isWhole whether what lies beside it belongs to it; else only its bytes are copied
     * @return the copy
     */
    static Path keepCopy(Path database, boolean isWhole, Instant now) throws StoreException {
        Path kept = freeName(database, now);
        if (isWhole) {
            try {
                copyWhole(database, kept);
                return kept;
            } catch (StoreException unreadable) {
                discard(DatabaseFiles.beside(kept, ".part"));
            }
        }
        try {
            DatabaseFiles.createPrivate(kept);
            Files.copy(database, kept, StandardCopyOption.REPLACE_EXISTING);
            DatabaseFiles.makePrivate(kept);
            return kept;
        } catch (IOException e) {
            throw SqliteErrors.of(kept, e);
        }
    }

    private static Path freeName(Path database, Instant now) {
        Path free = DatabaseFiles.beside(database, "." + STAMP.format(now));
        for (int i = 2; Files.exists(free); i++) {
            free = DatabaseFiles.beside(database, "." + STAMP.format(now) + "-" + i);
        }
        return free;
    }

    /** The command, in quotes, by which people put the tree of a database into another. */
    public static String importCommand(Path source, Path database) {
        return "'jpmxcfs db import --data-dir " + database.getParent() + " " + source + "'";
    }

    /**
     * Copies a database that nobody writes, after every row of it was checked.
     *
     * @param target replaced if it is there; not synced
     * @throws StoreException {@code DAMAGED} when something in it cannot be trusted
     */
    public static void copyChecked(Path database, Path target) throws StoreException {
        requireDatabase(database);
        for (Finding finding : DatabaseCheck.check(database)) {
            if (finding.severity() == Finding.Severity.DAMAGE) {
                throw SqliteErrors.damaged(database, finding.text(), null);
            }
        }
        try {
            DatabaseFiles.copy(database, target);
        } catch (IOException e) {
            throw SqliteErrors.of(target, e);
        }
    }

    /** Removes a database that is of no use any more, if it is there. */
    public static void discard(Path database) throws StoreException {
        try {
            DatabaseFiles.delete(database);
        } catch (IOException e) {
            throw SqliteErrors.of(database, e);
        }
    }

    /**
     * Puts a database that nobody has open in the place of another, which is kept under a dated
     * name. A crash in between leaves the place empty.
     *
     * @return where the one before is kept; empty when there was none
     */
    public static Optional<Path> exchange(Path finished, Path database, Instant now)
            throws StoreException {
        Optional<Path> kept = setAside(database, now);
        try {
            DatabaseFiles.replace(finished, database);
        } catch (IOException e) {
            throw SqliteErrors.of(database, e);
        }
        return kept;
    }

    /**
     * Copies a whole database, our tables included, as of its last commit. It may be in use.
     *
     * @param target replaced at one instant, mode 0600
     * @throws StoreException when either file cannot be used
     */
    public static void copyWhole(Path database, Path target) throws StoreException {
        try {
            Path unfinished = vacuumInto(database, target);
            DatabaseFiles.replace(unfinished, target);
        } catch (IOException e) {
            throw SqliteErrors.of(target, e);
        }
    }

    /**
     * The same, as a state that a certain journal continues, or that none does: such as the base
     * that a journal which begins here can be replayed on.
     *
     * @return index of the last entry that the copy holds
     */
    public static long copyWhole(Path database, Path target, Optional<UUID> journalId)
            throws StoreException {
        try {
            Path unfinished = vacuumInto(database, target);
            long appliedIndex = name(unfinished, journalId);
            DatabaseFiles.replace(unfinished, target);
            return appliedIndex;
        } catch (IOException e) {
            throw SqliteErrors.of(target, e);
        }
    }

    private static Path vacuumInto(Path database, Path target) throws IOException {
        Path unfinished = DatabaseFiles.beside(target, ".part");
        DatabaseFiles.createPrivate(unfinished);
        try (Connection connection = Connections.reader(database);
                PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, unfinished.toAbsolutePath().toString());
            vacuum.execute();
            return unfinished;
        } catch (SQLException e) {
            throw SqliteErrors.of(target, e);
        }
    }

    /** Says in a copy which journal continues it. Returns its applied index. */
    static long name(Path copy, Optional<UUID> journalId) throws StoreException {
        try (Connection connection = Connections.scratch(copy)) {
            Connections.begin(connection);
            StoreState state = StoreState.read(connection);
            new StoreState(journalId, state.appliedIndex(), state.checksum(), state.treeVersion())
                    .write(connection);
            Connections.commit(connection);
            return state.appliedIndex();
        } catch (SQLException e) {
            throw SqliteErrors.of(copy, e);
        }
    }

    private static void requireDatabase(Path file) throws StoreException {
        try {
            Shape shape = DatabaseFiles.shape(file);
            if (shape == Shape.MISSING) {
                throw new StoreException(Reason.FAILED, file + " does not exist; name a config.db");
            }
            if (shape != Shape.DATABASE) {
                throw SqliteErrors.notADatabase(file);
            }
        } catch (IOException e) {
            throw SqliteErrors.of(file, e);
        }
    }

    // What another program wrote has no checksums of ours, or those of what it replaced.
    private static void dropChecksums(Path copy, boolean acceptEdits) throws StoreException {
        try (Connection connection = Connections.scratch(copy)) {
            Connections.begin(connection);
            if (Schema.kind(connection) == Schema.Kind.OURS
                    && (acceptEdits || DatabaseOpening.isChanged(connection))) {
                Schema.dropOwnTables(connection);
            }
            Connections.commit(connection);
        } catch (SQLException e) {
            throw SqliteErrors.of(copy, e);
        }
    }

    private static void refuseDamage(Path source, Path copy) throws StoreException {
        for (Finding finding : DatabaseCheck.check(copy)) {
            if (finding.severity() == Finding.Severity.DAMAGE) {
                throw new StoreException(
                        Reason.DAMAGED,
                        source
                                + " cannot be imported: "
                                + finding.text()
                                + "; use an older backup");
            }
        }
    }

    private static void copyTree(Path database, Path target, int pageBytes) throws StoreException {
        try (Connection connection = Connections.scratch(target)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA page_size=" + pageBytes);
            }
            try (PreparedStatement attach =
                    connection.prepareStatement("ATTACH DATABASE ? AS source")) {
                // Who may write deletes a log by its name when it closes last, even if that log
                // meanwhile is the one of a database that took this one's place.
                String mode = DatabaseFiles.hasLog(database) ? "ro" : "rw";
                attach.setString(1, Connections.uri(database) + "?mode=" + mode);
                attach.execute();
            }
            Connections.beginReading(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute(Schema.TREE);
                statement.execute(COPY_ROWS);
            }
            Connections.commit(connection);
        } catch (SQLException e) {
            throw SqliteErrors.of(target, e);
        }
    }
}
