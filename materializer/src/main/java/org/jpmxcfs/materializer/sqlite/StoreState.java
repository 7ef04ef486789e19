package org.jpmxcfs.materializer.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import org.sqlite.SQLiteErrorCode;

/**
 * What a database knows of itself, as of its last commit.
 *
 * @param journalId id of the journal that its applied index belongs to; empty when the tree comes
 *     from elsewhere and no journal follows it yet
 * @param appliedIndex index of the last journal entry that it holds; 0 for none
 * @param checksum rolling checksum of the tree as of that entry
 * @param treeVersion version of the tree at that index
 */
record StoreState(Optional<UUID> journalId, long appliedIndex, long checksum, long treeVersion) {
    private static final String SELECT =
            "SELECT journal_id, applied_index, checksum, tree_version"
                    + " FROM jpmxcfs_state WHERE id = 0";
    private static final String UPDATE =
            "UPDATE jpmxcfs_state SET journal_id = ?, applied_index = ?, checksum = ?,"
                    + " tree_version = ? WHERE id = 0";

    /** Version of our own tables in a database that has them. */
    static int format(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT format FROM jpmxcfs_state WHERE id = 0")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    /** Reads the state of a database that has our tables. */
    static StoreState read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SELECT)) {
            if (!rows.next()) {
                throw new SQLException(
                        "jpmxcfs_state has no row", null, SQLiteErrorCode.SQLITE_CORRUPT.code);
            }
            return new StoreState(
                    Optional.ofNullable(rows.getString(1)).map(UUID::fromString),
                    rows.getLong(2),
                    rows.getLong(3),
                    rows.getLong(4));
        }
    }

    /** The same state, continued by another journal or by none. */
    StoreState followedBy(Optional<UUID> journal) {
        return new StoreState(journal, appliedIndex, checksum, treeVersion);
    }

    /** Puts this state into the transaction under way. */
    void write(Connection connection) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            update.setString(1, journalId.map(UUID::toString).orElse(null));
            update.setLong(2, appliedIndex);
            update.setLong(3, checksum);
            update.setLong(4, treeVersion);
            update.executeUpdate();
        }
    }
}
