package org.jpmxcfs.materializer.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.materializer.sqlite.DatabaseFiles.Shape;
import org.jpmxcfs.materializer.tree.EntryType;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeLoader;

/** Looks at everything in a database, of ours or of pmxcfs, without changing it. */
public final class DatabaseCheck {
    private static final int FINDINGS_MAX = 100;
    private static final byte[] NOTHING = {};

    /** The constraints of the table, which SQLite does not check on a read-only connection. */
    private static final String SELECT_WRONG_TYPES =
            "SELECT inode FROM tree WHERE typeof(parent) <> 'integer'"
                    + " OR typeof(version) <> 'integer' OR typeof(writer) <> 'integer'"
                    + " OR typeof(mtime) <> 'integer' OR typeof(type) <> 'integer'"
                    + " OR typeof(name) <> 'text' OR typeof(data) NOT IN ('blob', 'null', 'text')"
                    + " LIMIT "
                    + FINDINGS_MAX;

    private final Path file;
    private final List<Finding> findings = new ArrayList<>();

    private DatabaseCheck(Path file) {
        this.file = file;
    }

    /**
     * Checks a database, which may be in use: the structure of the file, the tables, each row and
     * its checksum, and whether the rows make a tree.
     *
     * @return what is not as it should be; empty when all is well
     * @throws StoreException when the file cannot be read at all
     */
    public static List<Finding> check(Path file) throws StoreException {
        DatabaseCheck check = new DatabaseCheck(file);
        check.run();
        return List.copyOf(check.findings);
    }

    private void run() throws StoreException {
        try {
            Shape shape = DatabaseFiles.shape(file);
            if (shape != Shape.DATABASE) {
                throw SqliteErrors.notADatabase(file);
            }
        } catch (IOException e) {
            throw SqliteErrors.of(file, e);
        }
        boolean inUse = DatabaseFiles.hasLog(file);
        try (Connection connection =
                inUse ? Connections.reader(file) : Connections.frozenReader(file)) {
            Connections.beginReading(connection);
            checkStructure(connection);
            checkTables(connection);
        } catch (SQLException e) {
            StoreException trouble = SqliteErrors.of(file, e);
            if (trouble.reason() != StoreException.Reason.DAMAGED) {
                throw trouble;
            }
            findings.add(Finding.damage(String.valueOf(e.getMessage())));
        }
    }

    private void checkStructure(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet lines =
                        statement.executeQuery("PRAGMA integrity_check(" + FINDINGS_MAX + ")")) {
            while (lines.next()) {
                if (!lines.getString(1).equals("ok")) {
                    findings.add(Finding.damage(lines.getString(1)));
                }
            }
        }
    }

    private void checkTables(Connection connection) throws SQLException {
        switch (Schema.kind(connection)) {
            case EMPTY -> findings.add(Finding.warning("it has no tables"));
            case FOREIGN ->
                    findings.add(Finding.damage("it has no table 'tree' as pmxcfs makes it"));
            case PMXCFS -> checkTree(connection, false);
            case OURS -> {
                int format = StoreState.format(connection);
                if (format != Schema.FORMAT) {
                    findings.add(Finding.damage("its format " + format + " is not known here"));
                } else {
                    checkTree(connection, true);
                }
            }
        }
    }

    private void checkTree(Connection connection, boolean ours) throws SQLException {
        checkTypes(connection);
        TreeLoader loader = new TreeLoader();
        StoreLoader rows = new StoreLoader(connection, loader);
        findings.addAll(ours ? rows.loadAll() : rows.loadTree());
        try {
            Tree tree = loader.load(inode -> NOTHING, new LockTable(System::nanoTime), 0);
            if (ours) {
                compareState(connection, tree);
            }
        } catch (IllegalArgumentException e) {
            findings.add(Finding.damage(String.valueOf(e.getMessage())));
        }
        loader.warnings().forEach(text -> findings.add(Finding.warning(text)));
        if (ours) {
            for (String inode : Provenance.deleted(connection)) {
                findings.add(Finding.warning("inode " + inode + " was deleted by another program"));
            }
        }
        checkRows(connection, ours);
    }

    private void checkTypes(Connection connection) throws SQLException {
        for (String inode : Schema.strings(connection, SELECT_WRONG_TYPES)) {
            findings.add(Finding.damage("inode " + inode + " has a value of a wrong type"));
        }
    }

    private void compareState(Connection connection, Tree tree) throws SQLException {
        long recorded = StoreState.read(connection).treeVersion();
        if (tree.version() != recorded) {
            findings.add(
                    Finding.warning(
                            "another program changed it: tree version "
                                    + tree.version()
                                    + ", last written by jpmxcfs "
                                    + recorded));
        }
    }

    private void checkRows(Connection connection, boolean ours) throws SQLException {
        RowSum sum = new RowSum();
        boolean hasRoot = false;
        String query =
                ours
                        ? RowReader.SELECT_ALL_WITH_CONTENT_AND_SUM
                        : RowReader.SELECT_ALL_WITH_CONTENT;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next() && findings.size() < FINDINGS_MAX) {
                Row row = RowReader.row(rows);
                hasRoot |= row.inode() == 0;
                checkRanges(row);
                byte[] content = RowReader.content(rows);
                if (ours && sum.content(content) != RowSum.contentOf(rows.getLong(10))) {
                    findings.add(
                            Finding.damage(
                                    "the content of "
                                            + StoreLoader.name(row)
                                            + " has a wrong checksum"));
                }
            }
        }
        if (!hasRoot && findings.size() < FINDINGS_MAX) {
            findings.add(
                    Finding.damage("the row of the root ('" + Schema.ROOT_NAME + "') is missing"));
        }
    }

    private void checkRanges(Row row) {
        if (row.size() > Limits.FILE_BYTES_MAX) {
            warn(row, "is larger than " + Limits.FILE_BYTES_MAX + " bytes: " + row.size());
        }
        if (row.type() == EntryType.DIRECTORY.code() && row.size() > 0) {
            warn(row, "is a directory and has content");
        }
        if (row.mtime() < 0 || row.mtime() > Limits.U32_MAX) {
            warn(row, "has a modification time that is not 32 bits: " + row.mtime());
        }
        if (row.writer() < 0 || row.writer() > Limits.U32_MAX) {
            warn(row, "has a writer that is not 32 bits: " + row.writer());
        }
    }

    private void warn(Row row, String text) {
        findings.add(Finding.warning(StoreLoader.name(row) + " " + text));
    }
}
