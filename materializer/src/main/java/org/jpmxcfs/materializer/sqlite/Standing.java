package org.jpmxcfs.materializer.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jpmxcfs.materializer.sqlite.DatabaseFiles.Shape;

/**
 * Which journal a database follows and how far, read without opening it for writing.
 *
 * @param journalId identity of the journal; empty when none continues it yet
 * @param appliedIndex index of the last entry that it holds; 0 for none
 */
public record Standing(Optional<UUID> journalId, long appliedIndex) {
    /**
     * Reads it from a database, which may be in use.
     *
     * @return empty when there is no file, or one without a byte
     * @throws StoreException {@code DAMAGED} when it is no database of ours that can be read, or
     *     another reason when the file cannot be opened
     */
    public static Optional<Standing> of(Path file) throws StoreException {
        try {
            Shape shape = DatabaseFiles.shape(file);
            if (shape == Shape.MISSING || shape == Shape.EMPTY) {
                return Optional.empty();
            }
            if (shape != Shape.DATABASE) {
                throw SqliteErrors.notADatabase(file);
            }
        } catch (IOException e) {
            throw SqliteErrors.of(file, e);
        }
        boolean inUse = DatabaseFiles.hasLog(file);
        try (Connection connection =
                inUse ? Connections.reader(file) : Connections.frozenReader(file)) {
            if (Schema.kind(connection) != Schema.Kind.OURS) {
                return Optional.of(new Standing(Optional.empty(), 0));
            }
            StoreState state = StoreState.read(connection);
            return Optional.of(new Standing(state.journalId(), state.appliedIndex()));
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        }
    }

    /**
     * When the tree of a database was changed last, seconds since 1970.
     *
     * @throws StoreException when it cannot be read
     */
    public static long changedAtSeconds(Path file) throws StoreException {
        try (Connection connection = Connections.reader(file)) {
            return Schema.number(connection, "SELECT mtime FROM tree WHERE inode = 0");
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        }
    }

    /** Whether the entries of this journal continue the state. */
    public boolean follows(UUID journal) {
        return journalId.filter(journal::equals).isPresent();
    }
}
