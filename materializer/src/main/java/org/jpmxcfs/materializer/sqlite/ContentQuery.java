package org.jpmxcfs.materializer.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads contents over one connection, and checks each. One thread at a time. */
final class ContentQuery {
    private static final byte[] EMPTY = {};

    private final Path file;
    private final RowSum sum = new RowSum();
    private final PreparedStatement select;

    /** Reads over {@code connection}, which the caller closes. */
    ContentQuery(Path file, Connection connection) throws SQLException {
        this.file = file;
        select = connection.prepareStatement(RowReader.SELECT_CONTENT);
    }

    /**
     * The content of a file; empty when it has none, or is not there.
     *
     * @throws StoreException {@code DAMAGED} when it is not what was written
     */
    byte[] read(long inode) throws SQLException, StoreException {
        select.setLong(1, inode);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? checked(inode, rows) : EMPTY;
        }
    }

    private byte[] checked(long inode, ResultSet rows) throws SQLException, StoreException {
        byte[] content = rows.getBytes(1);
        if (content == null) {
            content = EMPTY;
        }
        long expected = RowSum.contentOf(rows.getLong(2));
        if (sum.content(content) != expected) {
            throw SqliteErrors.damaged(
                    file, "the content of inode " + inode + " has a wrong checksum", null);
        }
        return content;
    }
}
