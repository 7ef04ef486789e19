package org.jpmxcfs.materializer.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.EntryType;
import org.jpmxcfs.materializer.tree.LedgerRow;
import org.jpmxcfs.materializer.tree.TreeLoader;

/** Hands everything that a database holds, but for the contents, to a loader. */
final class StoreLoader {
    private final Connection connection;
    private final TreeLoader loader;
    private final RowSum sum = new RowSum();
    private final List<Finding> findings = new ArrayList<>();
    private boolean leavesOutTooLarge;

    StoreLoader(Connection connection, TreeLoader loader) {
        this.connection = connection;
        this.loader = loader;
    }

    /**
     * Reads a database with our own tables.
     *
     * @return what is odd in it, but no damage
     * @throws StoreException {@code DAMAGED} when a row does not have the checksum that it was
     *     written with
     */
    static List<Finding> load(Path file, TreeLoader loader) throws StoreException {
        try (Connection connection = Connections.reader(file)) {
            List<Finding> findings = new StoreLoader(connection, loader).loadAll();
            for (Finding finding : findings) {
                if (finding.severity() == Finding.Severity.DAMAGE) {
                    throw SqliteErrors.damaged(file, finding.text(), null);
                }
            }
            return findings;
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        }
    }

    /** Reads a database with our own tables. */
    List<Finding> loadAll() throws SQLException {
        StoreState state = StoreState.read(connection);
        loader.applied(state.appliedIndex(), state.checksum());
        loadRows(RowReader.SELECT_ALL_WITH_SUM, true);
        loadLog();
        loadLedger();
        return findings;
    }

    /** Reads only the table of pmxcfs. */
    List<Finding> loadTree() throws SQLException {
        loadRows(RowReader.SELECT_ALL, false);
        return findings;
    }

    /** Reads only the table of pmxcfs, and leaves out what no entry of the journal can carry. */
    List<Finding> loadEdited() throws SQLException {
        leavesOutTooLarge = true;
        return loadTree();
    }

    private void loadRows(String query, boolean summed) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                Row row = RowReader.row(rows);
                if (summed && sum.attributes(row) != RowSum.attributesOf(rows.getLong(9))) {
                    findings.add(Finding.damage(name(row) + " has a wrong checksum"));
                }
                load(row);
            }
        }
    }

    private void load(Row row) {
        String name = Names.ofBytes(row.name());
        if (row.inode() == 0) {
            loader.root(row.version(), (int) row.writer(), row.mtime() & Limits.U32_MAX);
            return;
        }
        EntryType type = type(row);
        if (type == null) {
            findings.add(Finding.warning(name(row) + " has the unknown type " + row.type()));
            return;
        }
        if (leavesOutTooLarge && type == EntryType.FILE && row.size() > Limits.FILE_BYTES_MAX) {
            findings.add(
                    Finding.warning(
                            name(row)
                                    + " has "
                                    + row.size()
                                    + " bytes, more than a file may have: left out"));
            return;
        }
        loader.row(
                new Attributes(
                        row.inode(),
                        row.parent(),
                        row.version(),
                        (int) row.writer(),
                        row.mtime() & Limits.U32_MAX,
                        type,
                        name,
                        type == EntryType.DIRECTORY ? 0 : row.size()));
    }

    private static EntryType type(Row row) {
        for (EntryType type : EntryType.values()) {
            if (type.code() == row.type()) {
                return type;
            }
        }
        return null;
    }

    private void loadLog() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT " + StoredLog.COLUMNS + " FROM jpmxcfs_log ORDER BY uid")) {
            while (rows.next()) {
                loader.logLine(StoredLog.line(rows));
            }
        }
    }

    private void loadLedger() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT origin, replies FROM jpmxcfs_requests ORDER BY origin")) {
            while (rows.next()) {
                loader.ledger(new LedgerRow((int) rows.getLong(1), rows.getBytes(2)));
            }
        }
    }

    /** How a row is named to people. */
    static String name(Row row) {
        return "inode " + row.inode() + " ('" + Names.toText(Names.ofBytes(row.name())) + "')";
    }
}
