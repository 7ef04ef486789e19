package org.jpmxcfs.materializer.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** Opens connections in the few ways that are needed; none of them ever creates a file. */
final class Connections {
    /** How long a statement waits for another process's lock before it gives up. */
    static final int BUSY_MILLIS_MAX = 2_000;

    /**
     * Bytes that the write-ahead log keeps when it begins anew: space that a file has already costs
     * the file system nothing to write again.
     */
    private static final int LOG_BYTES_KEPT = 8 << 20;

    private Connections() {}

    /**
     * Opens for writing, one transaction at a time.
     *
     * <p>The log is synced before it is copied into the database, and the database before the log
     * is reused (synchronous=NORMAL), so a power failure cannot malform it. Commits are not synced
     * one by one: what is lost with the last ones is still in the journal. Nor do they copy the log
     * by themselves: {@link RowWriter#fold} does.
     */
    static Connection writer(Path file) throws SQLException {
        Connection connection = open(file, SQLiteOpenMode.READWRITE, "");
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=NORMAL");
            statement.execute("PRAGMA cell_size_check=ON");
            statement.execute("PRAGMA journal_size_limit=" + LOG_BYTES_KEPT);
            statement.execute("PRAGMA wal_autocheckpoint=0");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Opens for reading beside a writer. */
    static Connection reader(Path file) throws SQLException {
        return open(file, SQLiteOpenMode.READONLY, "");
    }

    /** Opens a file that nobody writes, without making any file beside it. */
    static Connection frozenReader(Path file) throws SQLException {
        return open(file, SQLiteOpenMode.READONLY, "?immutable=1");
    }

    /** Opens a file of our own making that no other process knows of yet. */
    static Connection scratch(Path file) throws SQLException {
        return open(file, SQLiteOpenMode.READWRITE, "");
    }

    private static Connection open(Path file, SQLiteOpenMode mode, String query)
            throws SQLException {
        IndexRoom.requireForOpening(file);
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.READWRITE);
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setOpenMode(mode);
        config.setBusyTimeout(BUSY_MILLIS_MAX);
        return config.createConnection("jdbc:sqlite:" + uri(file) + query);
    }

    /**
     * Begins a transaction that writes. (The driver's own way would begin the next one at each
     * commit, and so keep other processes from ever reading a quiet database as a whole.)
     */
    static void begin(Connection connection) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
    }

    /** Begins a transaction in which all queries see the same moment. */
    static void beginReading(Connection connection) throws SQLException {
        execute(connection, "BEGIN");
    }

    /** Ends a transaction. */
    static void commit(Connection connection) throws SQLException {
        execute(connection, "COMMIT");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** As a URI, so that no character of the path has a meaning to the driver. */
    static String uri(Path file) {
        return file.toAbsolutePath().toUri().toString();
    }
}
