package org.jpmxcfs.materializer.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;
import org.jpmxcfs.materializer.views.LogLine;

/**
 * The cluster log as a database holds it, for programs other than the daemon, which may be at work.
 * One thread.
 */
public final class StoredLog implements AutoCloseable {
    static final String COLUMNS = "uid, entry_index, time, priority, pid, node, user, tag, text";

    private final Path file;
    private Object fileKey; // tells one file from another under the same name
    private Connection connection;

    private StoredLog(Path file, Object fileKey, Connection connection) {
        this.file = file;
        this.fileKey = fileKey;
        this.connection = connection;
    }

    /**
     * Opens the log in a database.
     *
     * @throws StoreException when the database cannot be read or jpmxcfs has never run on it
     */
    public static StoredLog open(Path file) throws StoreException {
        try {
            Object fileKey = fileKey(file);
            Connection connection = Connections.reader(file);
            try {
                if (Schema.kind(connection) == Schema.Kind.OURS) {
                    return new StoredLog(file, fileKey, connection);
                }
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
            connection.close();
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        }
        throw new StoreException(
                Reason.FOREIGN, file + " holds no cluster log: jpmxcfs has not run on it yet");
    }

    /** The newest lines, at most {@code count}, oldest first. */
    public List<LogLine> newest(int count) throws StoreException {
        List<LogLine> lines =
                query("SELECT " + COLUMNS + " FROM jpmxcfs_log ORDER BY uid DESC LIMIT ?", count);
        Collections.reverse(lines);
        return lines;
    }

    /** All lines with numbers above {@code uid}, oldest first. */
    public List<LogLine> after(long uid) throws StoreException {
        return query("SELECT " + COLUMNS + " FROM jpmxcfs_log WHERE uid > ? ORDER BY uid", uid);
    }

    @Override
    public void close() throws StoreException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        }
    }

    /** The line in the present row of a query for {@link #COLUMNS}. */
    static LogLine line(ResultSet rows) throws SQLException {
        return new LogLine(
                rows.getLong(1),
                rows.getLong(2),
                rows.getLong(3),
                rows.getInt(4),
                rows.getInt(5),
                Names.ofBytes(rows.getBytes(6)),
                Names.ofBytes(rows.getBytes(7)),
                Names.ofBytes(rows.getBytes(8)),
                Names.ofBytes(rows.getBytes(9)));
    }

    private List<LogLine> query(String sql, long parameter) throws StoreException {
        List<LogLine> lines = new ArrayList<>();
        followFile();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    lines.add(line(rows));
                }
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        }
        return lines;
    }

    // A member of a cluster that gets the state of another has a new file from then on.
    private void followFile() throws StoreException {
        try {
            Object present = fileKey(file);
            if (!present.equals(fileKey)) {
                Connection next = Connections.reader(file);
                connection.close();
                connection = next;
                fileKey = present;
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        }
    }

    private static Object fileKey(Path file) throws StoreException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            throw SqliteErrors.of(file, e);
        }
    }
}
