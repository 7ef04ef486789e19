package org.jpmxcfs.materializer.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tables. {@code tree} is that of pmxcfs, to the letter (SPEC, "Tree and database"); what it
 * has no place for lies in tables of our own, which pmxcfs never looks at.
 */
final class Schema {
    /** Version of our own tables. A change that an older program would misread raises it. */
    static final int FORMAT = 1;

    /** Name of the row with inode 0, which carries the root's version, writer and mtime. */
    static final String ROOT_NAME = "__version__";

    /**
     * Page size of a new database. A commit writes whole pages, so small ones keep the cost of a
     * small change small: an atomic replace of 512 bytes takes 3.8 KB of the log with pages of 512
     * bytes, 9.4 KB with 1 KB and 16.7 KB with 4 KB, and reads are as fast.
     */
    static final int PAGE_BYTES = 512;

    /** The table of pmxcfs. */
    static final String TREE =
            "CREATE TABLE tree (inode INTEGER PRIMARY KEY NOT NULL,"
                    + " parent INTEGER NOT NULL CHECK(typeof(parent)=='integer'),"
                    + " version INTEGER NOT NULL CHECK(typeof(version)=='integer'),"
                    + " writer INTEGER NOT NULL CHECK(typeof(writer)=='integer'),"
                    + " mtime INTEGER NOT NULL CHECK(typeof(mtime)=='integer'),"
                    + " type INTEGER NOT NULL CHECK(typeof(type)=='integer'),"
                    + " name TEXT NOT NULL, data BLOB)";

    private static final Set<String> TREE_COLUMNS =
            Set.of("inode", "parent", "version", "writer", "mtime", "type", "name", "data");

    private static final String[] OWN_TABLES = {
        "CREATE TABLE jpmxcfs_state (id INTEGER PRIMARY KEY CHECK(id = 0),"
                + " format INTEGER NOT NULL, journal_id TEXT,"
                + " applied_index INTEGER NOT NULL, checksum INTEGER NOT NULL,"
                + " tree_version INTEGER NOT NULL)",
        "CREATE TABLE jpmxcfs_sums (inode INTEGER PRIMARY KEY, sum INTEGER NOT NULL)",
        "CREATE TABLE jpmxcfs_log (uid INTEGER PRIMARY KEY, entry_index INTEGER NOT NULL,"
                + " time INTEGER NOT NULL, priority INTEGER NOT NULL, pid INTEGER NOT NULL,"
                + " node BLOB NOT NULL, user BLOB NOT NULL, tag BLOB NOT NULL,"
                + " text BLOB NOT NULL)",
        "CREATE TABLE jpmxcfs_requests (origin INTEGER PRIMARY KEY, replies BLOB NOT NULL)"
    };

    private Schema() {}

    /** What kind of database a file is, by its tables. */
    enum Kind {
        /** No tables at all. */
        EMPTY,
        /** The table of pmxcfs without ours. */
        PMXCFS,
        /** The table of pmxcfs and ours. */
        OURS,
        /** Anything else. */
        FOREIGN
    }

    /** Looks at the tables of a database. */
    static Kind kind(Connection connection) throws SQLException {
        Set<String> tables = strings(connection, "SELECT name FROM sqlite_master");
        if (tables.isEmpty()) {
            return Kind.EMPTY;
        }
        Set<String> columns = strings(connection, "SELECT name FROM pragma_table_info('tree')");
        if (!columns.equals(TREE_COLUMNS)) {
            return Kind.FOREIGN;
        }
        return tables.contains("jpmxcfs_state") ? Kind.OURS : Kind.PMXCFS;
    }

    /** Makes the table of pmxcfs with a root that nobody has changed yet. */
    static void createTree(Connection connection, long rootVersion) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(TREE);
            statement.execute(
                    "INSERT INTO tree VALUES (0, 0, "
                            + rootVersion
                            + ", 0, 0, 8, '"
                            + ROOT_NAME
                            + "', NULL)");
        }
    }

    /** Makes our own tables beside a tree whose rows are taken as they are. */
    static void createOwnTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : OWN_TABLES) {
                statement.execute(table);
            }
            statement.execute(
                    "INSERT INTO jpmxcfs_state"
                            + " SELECT 0, "
                            + FORMAT
                            + ", NULL, 0, 0, version FROM tree WHERE inode = 0");
        }
        sealRows(connection);
    }

    /** Drops our own tables, so that the next open takes the tree as it is. */
    static void dropOwnTables(Connection connection) throws SQLException {
        Set<String> own =
                strings(
                        connection,
                        "SELECT name FROM sqlite_master"
                                + " WHERE type = 'table' AND name LIKE 'jpmxcfs\\_%' ESCAPE '\\'");
        try (Statement statement = connection.createStatement()) {
            for (String table : own) {
                statement.execute("DROP TABLE \"" + table.replace("\"", "\"\"") + "\"");
            }
        }
    }

    private static void sealRows(Connection connection) throws SQLException {
        RowSum sum = new RowSum();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(RowReader.SELECT_ALL_WITH_CONTENT);
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO jpmxcfs_sums VALUES (?, ?)")) {
            while (rows.next()) {
                Row row = RowReader.row(rows);
                byte[] content = RowReader.content(rows);
                insert.setLong(1, row.inode());
                insert.setLong(2, RowSum.of(sum.attributes(row), sum.content(content)));
                insert.executeUpdate();
            }
        }
    }

    /** The value of a pragma that answers with one number. */
    static int pragma(Connection connection, String name) throws SQLException {
        return (int) number(connection, "PRAGMA " + name);
    }

    /** The one number that a query answers with. */
    static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.getLong(1);
        }
    }

    /** The first column of a query, sorted. */
    static Set<String> strings(Connection connection, String query) throws SQLException {
        Set<String> strings = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
        }
        return strings;
    }
}
