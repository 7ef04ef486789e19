package org.jpmxcfs.materializer.sqlite;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jpmxcfs.materializer.tree.ContentSource;

/**
 * Contents as the database held them at one moment, while it is written on. The log cannot begin
 * anew as long as this is open. One thread at a time.
 */
public final class PinnedContents implements ContentSource, AutoCloseable {
    private final Path file;
    private final Connection connection;
    private final ContentQuery query;

    private PinnedContents(Path file, Connection connection) throws SQLException {
        this.file = file;
        this.connection = connection;
        this.query = new ContentQuery(file, connection);
    }

    /** Ready for {@link #pin}. */
    static PinnedContents open(Path file) throws StoreException {
        try {
            Connection connection = Connections.reader(file);
            try {
                return new PinnedContents(file, connection);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        }
    }

    /** From here on everything is read as it is now. Once; takes less than a millisecond. */
    public void pin() throws StoreException {
        try {
            Connections.beginReading(connection);
            StoreState.read(connection); // only a read fixes the moment
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        }
    }

    /**
     * The content of a file; empty when it has none.
     *
     * @throws UncheckedIOException with a {@link StoreException} when it cannot be read, or is not
     *     what was written
     */
    @Override
    public byte[] read(long inode) {
        try {
            return query.read(inode);
        } catch (SQLException e) {
            throw new UncheckedIOException(SqliteErrors.of(file, e));
        } catch (StoreException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws StoreException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        }
    }
}
