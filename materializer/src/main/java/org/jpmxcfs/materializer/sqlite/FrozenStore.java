package org.jpmxcfs.materializer.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;
import org.jpmxcfs.materializer.tree.ContentSource;
import org.jpmxcfs.materializer.tree.TreeLoader;

/**
 * A database that nobody writes, such as the state that a journal begins with. It is read as it is
 * and no file is made beside it; when another takes its place meanwhile, this still is the old one.
 */
public final class FrozenStore implements ContentSource, AutoCloseable {
    private final Path file;
    private final Connection connection;
    private final StoreState state;
    private final ContentQuery contents;

    private FrozenStore(Path file, Connection connection, StoreState state, ContentQuery contents) {
        this.file = file;
        this.connection = connection;
        this.state = state;
        this.contents = contents;
    }

    /**
     * Opens a database that jpmxcfs wrote.
     *
     * @throws StoreException when it cannot be read, is damaged, or is not one of ours
     */
    public static FrozenStore open(Path file) throws StoreException {
        try {
            Connection connection = Connections.frozenReader(file);
            try {
                return read(file, connection);
            } catch (SQLException | StoreException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        }
    }

    private static FrozenStore read(Path file, Connection connection)
            throws SQLException, StoreException {
        if (Schema.kind(connection) != Schema.Kind.OURS) {
            throw new StoreException(
                    Reason.FOREIGN,
                    file + " was not written by jpmxcfs; put the file back that was there");
        }
        StoreState state = StoreState.read(connection);
        return new FrozenStore(file, connection, state, new ContentQuery(file, connection));
    }

    /** Id of the journal that continues this state; empty when it does not tell. */
    public Optional<UUID> journalId() {
        return state.journalId();
    }

    /** Index of the last journal entry that it holds; 0 for none. */
    public long appliedIndex() {
        return state.appliedIndex();
    }

    /**
     * Hands all that it holds but the contents to a loader.
     *
     * @throws StoreException {@code DAMAGED} when a row is not what was written
     */
    public synchronized void load(TreeLoader loader) throws StoreException {
        try {
            List<Finding> findings = new StoreLoader(connection, loader).loadAll();
            for (Finding finding : findings) {
                if (finding.severity() == Finding.Severity.DAMAGE) {
                    throw SqliteErrors.damaged(file, finding.text(), null);
                }
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        }
    }

    /**
     * Writes a copy of it, which is the same also where another file has its name by now.
     *
     * @param target not there yet; mode 0600
     */
    public synchronized void copyTo(Path target) throws StoreException {
        try {
            DatabaseFiles.createPrivate(target);
            try (PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
                vacuum.setString(1, target.toAbsolutePath().toString());
                vacuum.execute();
            }
        } catch (IOException e) {
            throw SqliteErrors.of(target, e);
        } catch (SQLException e) {
            throw SqliteErrors.of(target, e);
        }
    }

    /**
     * The content of a file; empty when it has none.
     *
     * @throws UncheckedIOException with a {@link StoreException} when it cannot be read, or is not
     *     what was written
     */
    @Override
    public synchronized byte[] read(long inode) {
        try {
            return contents.read(inode);
        } catch (SQLException e) {
            throw new UncheckedIOException(SqliteErrors.of(file, e));
        } catch (StoreException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws StoreException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        }
    }
}
