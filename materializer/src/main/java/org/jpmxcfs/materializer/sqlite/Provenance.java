package org.jpmxcfs.materializer.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import org.jpmxcfs.materializer.sqlite.DatabaseFiles.Shape;

/**
 * What a database tells of who wrote it last, found by reading all of it.
 *
 * @param kind whose it is
 * @param journalId identity of the journal that continues it; empty when none does
 * @param appliedIndex index of the last entry that it holds; 0 for none
 * @param asWritten whether its rows are those that we last wrote, every one of them and no other
 */
public record Provenance(
        Kind kind, Optional<UUID> journalId, long appliedIndex, boolean asWritten) {
    /** Whose a database is. */
    public enum Kind {
        /** There is no file, or one without a byte or a table. */
        MISSING,
        /** SQLite cannot read it, or it contradicts itself. */
        UNREADABLE,
        /** Of another program than pmxcfs. */
        FOREIGN,
        /** Of a newer version of this program. */
        NEWER,
        /** A tree as pmxcfs has it, without our tables. */
        PLAIN,
        /** With our tables, whoever wrote it last. */
        OURS
    }

    private static final String DELETED =
            "SELECT s.inode FROM jpmxcfs_sums s LEFT JOIN tree t ON t.inode = s.inode"
                    + " WHERE t.inode IS NULL ORDER BY s.inode";

    private static Provenance of(Kind kind) {
        return new Provenance(kind, Optional.empty(), 0, false);
    }

    /**
     * Reads a database, which may be in use.
     *
     * @throws StoreException when it is locked, or the disk fails
     */
    public static Provenance of(Path file) throws StoreException {
        try {
            Shape shape = DatabaseFiles.shape(file);
            if (shape != Shape.DATABASE) {
                return of(shape == Shape.OTHER ? Kind.UNREADABLE : Kind.MISSING);
            }
        } catch (IOException e) {
            throw SqliteErrors.of(file, e);
        }
        boolean inUse = DatabaseFiles.hasLog(file);
        try (Connection connection =
                inUse ? Connections.reader(file) : Connections.frozenReader(file)) {
            Connections.beginReading(connection);
            return of(connection);
        } catch (SQLException e) {
            StoreException trouble = SqliteErrors.of(file, e);
            if (trouble.reason() == StoreException.Reason.DAMAGED) {
                return of(Kind.UNREADABLE);
            }
            throw trouble;
        }
    }

    private static Provenance of(Connection connection) throws SQLException {
        if (!isSound(connection)) {
            return of(Kind.UNREADABLE);
        }
        return switch (Schema.kind(connection)) {
            case EMPTY -> of(Kind.MISSING);
            case FOREIGN -> of(Kind.FOREIGN);
            case PMXCFS -> of(hasRoot(connection) ? Kind.PLAIN : Kind.UNREADABLE);
            case OURS -> ofOurs(connection);
        };
    }

    private static Provenance ofOurs(Connection connection) throws SQLException {
        int format = StoreState.format(connection);
        if (format > Schema.FORMAT) {
            return of(Kind.NEWER);
        }
        if (format < 1 || !hasRoot(connection)) {
            return of(Kind.UNREADABLE);
        }
        StoreState state = StoreState.read(connection);
        boolean asWritten =
                !DatabaseOpening.isChanged(connection)
                        && Schema.strings(connection, DELETED).isEmpty()
                        && areRowsAsWritten(connection);
        return new Provenance(Kind.OURS, state.journalId(), state.appliedIndex(), asWritten);
    }

    private static boolean isSound(Connection connection) throws SQLException {
        return Schema.strings(connection, "PRAGMA quick_check(1)").contains("ok");
    }

    private static boolean hasRoot(Connection connection) throws SQLException {
        return !Schema.strings(connection, "SELECT version FROM tree WHERE inode = 0").isEmpty();
    }

    private static boolean areRowsAsWritten(Connection connection) throws SQLException {
        RowSum sum = new RowSum();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(RowReader.SELECT_ALL_WITH_CONTENT_AND_SUM)) {
            while (rows.next()) {
                long actual =
                        RowSum.of(
                                sum.attributes(RowReader.row(rows)),
                                sum.content(RowReader.content(rows)));
                if (actual != rows.getLong(10) || rows.wasNull()) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Inodes of rows that we wrote and that are not there any more. */
    static Iterable<String> deleted(Connection connection) throws SQLException {
        return Schema.strings(connection, DELETED);
    }

    /** Whether it follows this journal. */
    public boolean follows(UUID journal) {
        return journalId.filter(journal::equals).isPresent();
    }
}
