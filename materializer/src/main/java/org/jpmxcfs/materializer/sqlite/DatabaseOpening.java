package org.jpmxcfs.materializer.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jpmxcfs.materializer.sqlite.DatabaseFiles.Shape;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;

/**
 * Brings a file to the point where rows can be read and written: makes it when it is not there,
 * takes over one of pmxcfs as it is, and refuses what cannot be trusted, changing nothing.
 */
final class DatabaseOpening {
    private final Path file;

    DatabaseOpening(Path file) {
        this.file = file;
    }

    /** Makes or checks the file, and returns what it knows of itself. */
    StoreState prepare() throws StoreException {
        try {
            refuseWhatIsNoDatabase();
            if (DatabaseFiles.shape(file) != Shape.DATABASE) {
                create();
            }
        } catch (IOException e) {
            throw SqliteErrors.of(file, e);
        }
        try (Connection connection = Connections.scratch(file)) {
            Connections.begin(connection);
            verify(connection);
            StoreState state = StoreState.read(connection);
            Connections.commit(connection);
            DatabaseFiles.makePrivate(file); // only now is it known to be ours
            return state;
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        } catch (IOException e) {
            throw SqliteErrors.of(file, e);
        }
    }

    private void refuseWhatIsNoDatabase() throws IOException {
        if (!Files.isDirectory(file.toAbsolutePath().getParent())) {
            throw new StoreException(
                    Reason.FAILED,
                    "directory "
                            + file.toAbsolutePath().getParent()
                            + " does not exist; create it, or name another with --data-dir");
        }
        if (DatabaseFiles.shape(file) == Shape.OTHER) {
            throw SqliteErrors.notADatabase(file);
        }
    }

    // Built under another name, so that no half-made database is ever found under this one.
    private void create() throws IOException {
        Path unfinished = DatabaseFiles.beside(file, ".new");
        DatabaseFiles.createPrivate(unfinished);
        try (Connection connection = Connections.scratch(unfinished)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA page_size=" + Schema.PAGE_BYTES);
                statement.execute("PRAGMA journal_mode=WAL");
            }
            Connections.begin(connection);
            Schema.createTree(connection, SqliteStore.UNTOUCHED_VERSION);
            Schema.createOwnTables(connection);
            Connections.commit(connection);
        } catch (SQLException e) {
            throw SqliteErrors.of(unfinished, e);
        }
        DatabaseFiles.replace(unfinished, file);
    }

    private void verify(Connection connection) throws SQLException, StoreException {
        quickCheck(connection);
        switch (Schema.kind(connection)) {
            case EMPTY -> {
                Schema.createTree(connection, SqliteStore.UNTOUCHED_VERSION);
                Schema.createOwnTables(connection);
            }
            case FOREIGN ->
                    throw new StoreException(
                            Reason.FOREIGN,
                            file
                                    + " has no table 'tree' as pmxcfs makes it: it belongs to"
                                    + " another program; name another directory with --data-dir");
            case PMXCFS -> {
                requireRoot(connection);
                Schema.createOwnTables(connection);
            }
            case OURS -> {
                requireRoot(connection);
                verifyOurs(connection);
            }
        }
    }

    private void quickCheck(Connection connection) throws SQLException, StoreException {
        try (Statement statement = connection.createStatement();
                ResultSet findings = statement.executeQuery("PRAGMA quick_check(1)")) {
            String first = findings.next() ? findings.getString(1) : "no answer";
            if (!first.equals("ok")) {
                throw SqliteErrors.damaged(file, first.replaceAll("\\s+", " "), null);
            }
        }
    }

    private void verifyOurs(Connection connection) throws SQLException, StoreException {
        int format = StoreState.format(connection);
        if (format > Schema.FORMAT) {
            throw new StoreException(
                    Reason.NEWER,
                    file
                            + " was written by a newer version of jpmxcfs (format "
                            + format
                            + ", this one knows "
                            + Schema.FORMAT
                            + "); install that version");
        }
        if (format < 1) {
            throw SqliteErrors.damaged(file, "jpmxcfs_state has no row", null);
        }
        if (isChanged(connection)) {
            throw new StoreException(
                    Reason.CHANGED,
                    file
                            + " was changed by another program (tree version "
                            + treeVersion(connection)
                            + ", last written here "
                            + StoreState.read(connection).treeVersion()
                            + "); to start from it as it is, run "
                            + Backups.importCommand(file, file));
        }
    }

    private void requireRoot(Connection connection) throws SQLException, StoreException {
        if (treeVersion(connection) < 0) {
            throw SqliteErrors.damaged(
                    file, "the row of the root ('" + Schema.ROOT_NAME + "') is missing", null);
        }
    }

    /** Whether the tree is not at the version at which we last wrote it. */
    static boolean isChanged(Connection connection) throws SQLException {
        return treeVersion(connection) != StoreState.read(connection).treeVersion();
    }

    /** The version in the row of the root; -1 where there is none. */
    private static long treeVersion(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT version FROM tree WHERE inode = 0")) {
            return rows.next() ? rows.getLong(1) : -1;
        }
    }
}
