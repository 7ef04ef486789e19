package org.jpmxcfs.materializer.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Change;
import org.jpmxcfs.materializer.tree.Changes;
import org.jpmxcfs.materializer.tree.EntryType;
import org.jpmxcfs.materializer.tree.LedgerRow;
import org.jpmxcfs.materializer.views.LogLine;

/**
 * Puts changes into transactions, with statements that are prepared once. After any failure it is
 * closed, which rolls back, and a new one takes its place. Owned by one thread at a time.
 */
final class RowWriter implements AutoCloseable {
    private static final byte[] NOTHING = {};
    private static final byte[] ROOT_NAME = Names.toBytes(Schema.ROOT_NAME);

    // Unlike INSERT OR REPLACE, this rewrites a row of the same size in its place, which touches
    // fewer pages: 3.2 KB instead of 4.8 KB of the log for an overwrite of 512 bytes.
    private static final String PUT =
            "INSERT INTO tree VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?)"
                    + " ON CONFLICT (inode) DO UPDATE SET parent = excluded.parent,"
                    + " version = excluded.version, writer = excluded.writer,"
                    + " mtime = excluded.mtime, type = excluded.type, name = excluded.name,"
                    + " data = excluded.data";

    /** Before each page in the log. */
    private static final int FRAME_BYTES = 24;

    private final RowSum sum = new RowSum();
    private final List<PreparedStatement> inOrder = new ArrayList<>();
    private final Connection connection;
    private final int dataVersion; // changes with each commit of another connection
    private final int pageBytes;
    private final PreparedStatement delete;
    private final PreparedStatement deleteSum;
    private final PreparedStatement put;
    private final PreparedStatement putSum;
    private final PreparedStatement putAttributes;
    private final PreparedStatement putAttributesSum;
    private final PreparedStatement putLogLine;
    private final PreparedStatement dropLogLines;
    private final PreparedStatement putLedger;

    RowWriter(Path file) throws SQLException {
        connection = Connections.writer(file);
        pageBytes = Schema.pragma(connection, "page_size");
        delete = prepare("DELETE FROM tree WHERE inode = ?");
        deleteSum = prepare("DELETE FROM jpmxcfs_sums WHERE inode = ?");
        put = prepare(PUT);
        putSum =
                prepare(
                        "INSERT INTO jpmxcfs_sums VALUES (?, ?)"
                                + " ON CONFLICT (inode) DO UPDATE SET sum = excluded.sum");
        putAttributes =
                prepare(
                        "UPDATE tree SET parent = ?, version = ?, writer = ?, mtime = ?, type = ?,"
                                + " name = CAST(? AS TEXT) WHERE inode = ?");
        putAttributesSum =
                prepare(
                        "UPDATE jpmxcfs_sums SET sum = (sum & 4294967295) | (? << 32)"
                                + " WHERE inode = ?");
        putLogLine = prepare("INSERT OR REPLACE INTO jpmxcfs_log VALUES (?,?,?,?,?,?,?,?,?)");
        dropLogLines = prepare("DELETE FROM jpmxcfs_log WHERE uid <= ?");
        putLedger = prepare("INSERT OR REPLACE INTO jpmxcfs_requests VALUES (?, ?)");
        dataVersion = Schema.pragma(connection, "data_version");
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        inOrder.add(statement);
        return statement;
    }

    /**
     * Stores all changes, and the state that they lead to from the one before, in one transaction.
     */
    void commit(Changes changes, StoreState before, StoreState after) throws SQLException {
        for (long inode : changes.deleted()) {
            delete(inode);
        }
        for (Change change : changes.rows()) {
            put(change);
        }
        if (after.treeVersion() != before.treeVersion()) {
            putRow(rootRow(changes.root()), null);
        }
        for (LogLine line : changes.logLines()) {
            put(line);
        }
        if (!changes.logLines().isEmpty()) {
            dropLogLines.setLong(1, changes.logDroppedThrough());
            dropLogLines.addBatch();
        }
        for (LedgerRow row : changes.ledger()) {
            putLedger.setLong(1, Integer.toUnsignedLong(row.origin()));
            putLedger.setBytes(2, row.replies());
            putLedger.addBatch();
        }
        Connections.begin(connection);
        for (PreparedStatement statement : inOrder) {
            statement.executeBatch();
        }
        after.write(connection);
        Connections.commit(connection);
    }

    /** Whether another connection has committed anything since this one was opened. */
    boolean isChangedByOthers() throws SQLException {
        return Schema.pragma(connection, "data_version") != dataVersion;
    }

    /** Stores a state alone. */
    void commit(StoreState state) throws SQLException {
        Connections.begin(connection);
        state.write(connection);
        Connections.commit(connection);
    }

    /**
     * Copies the log into the database as far as readers allow, waiting for none of them; the next
     * commit then begins the log anew in the space that it has.
     *
     * @return bytes written to the log and to the database since the log began; -1 when somebody
     *     reads an older state than the last
     */
    long fold() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
            boolean isBusy = result.getInt(1) != 0;
            long pages = result.getInt(2);
            boolean isWhole = !isBusy && pages == result.getInt(3);
            return isWhole ? pages * (2L * pageBytes + FRAME_BYTES) : -1;
        }
    }

    /** Copies the whole log into the database and empties it, as far as readers allow. */
    void emptyLog() throws SQLException {
        Schema.pragma(connection, "wal_checkpoint(TRUNCATE)");
    }

    /**
     * Copies the whole log into the database.
     *
     * @return false when somebody reads an older state than the last for longer than {@link
     *     Connections#BUSY_MILLIS_MAX}
     */
    boolean copyLog() throws SQLException {
        return Schema.pragma(connection, "wal_checkpoint(FULL)") == 0;
    }

    /** Rolls back what is not committed, and lets go of the file. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private void delete(long inode) throws SQLException {
        delete.setLong(1, inode);
        delete.addBatch();
        deleteSum.setLong(1, inode);
        deleteSum.addBatch();
    }

    private void put(Change change) throws SQLException {
        Row row = row(change.attributes());
        if (change.isContentUnchanged()) {
            putAttributes(row);
        } else {
            putRow(row, data(change));
        }
    }

    // NULL for a file that nobody has written to, as pmxcfs has it.
    private static byte[] data(Change change) {
        if (change.attributes().isDirectory()) {
            return NOTHING;
        }
        return change.content().isNeverWritten() ? null : change.content().toBytes();
    }

    private void putRow(Row row, byte[] data) throws SQLException {
        put.setLong(1, row.inode());
        put.setLong(2, row.parent());
        put.setLong(3, row.version());
        put.setLong(4, row.writer());
        put.setLong(5, row.mtime());
        put.setInt(6, row.type());
        put.setBytes(7, row.name());
        put.setBytes(8, data);
        put.addBatch();
        putSum.setLong(1, row.inode());
        putSum.setLong(2, RowSum.of(sum.attributes(row), sum.content(data)));
        putSum.addBatch();
    }

    private void putAttributes(Row row) throws SQLException {
        putAttributes.setLong(1, row.parent());
        putAttributes.setLong(2, row.version());
        putAttributes.setLong(3, row.writer());
        putAttributes.setLong(4, row.mtime());
        putAttributes.setInt(5, row.type());
        putAttributes.setBytes(6, row.name());
        putAttributes.setLong(7, row.inode());
        putAttributes.addBatch();
        putAttributesSum.setLong(1, sum.attributes(row));
        putAttributesSum.setLong(2, row.inode());
        putAttributesSum.addBatch();
    }

    private void put(LogLine line) throws SQLException {
        putLogLine.setLong(1, line.uid());
        putLogLine.setLong(2, line.index());
        putLogLine.setLong(3, line.timeSeconds());
        putLogLine.setInt(4, line.priority());
        putLogLine.setInt(5, line.pid());
        putLogLine.setBytes(6, Names.toBytes(line.node()));
        putLogLine.setBytes(7, Names.toBytes(line.user()));
        putLogLine.setBytes(8, Names.toBytes(line.tag()));
        putLogLine.setBytes(9, Names.toBytes(line.text()));
        putLogLine.addBatch();
    }

    private static Row row(Attributes attributes) {
        return new Row(
                attributes.inode(),
                attributes.parent(),
                attributes.version(),
                Integer.toUnsignedLong(attributes.writer()),
                attributes.mtime(),
                attributes.type().code(),
                Names.toBytes(attributes.name()),
                attributes.size());
    }

    private static Row rootRow(Attributes root) {
        return new Row(
                0,
                0,
                root.version(),
                Integer.toUnsignedLong(root.writer()),
                root.mtime(),
                EntryType.FILE.code(),
                ROOT_NAME,
                0);
    }
}
