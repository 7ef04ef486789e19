package org.jpmxcfs.materializer.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * How the columns of a row come out of a query. Names are read as the bytes that they are: they
 * need not be valid UTF-8.
 */
final class RowReader {
    private static final String COLUMNS =
            "t.inode, t.parent, t.version, t.writer, t.mtime, t.type,"
                    + " CAST(t.name AS BLOB), octet_length(t.data)";

    private static final String SUMS = " FROM tree t LEFT JOIN jpmxcfs_sums s ON s.inode = t.inode";
    private static final String ORDER = " ORDER BY t.inode";

    /** Every row without reading its content. */
    static final String SELECT_ALL = "SELECT " + COLUMNS + " FROM tree t" + ORDER;

    /** The same with the checksum after it (NULL where there is none). */
    static final String SELECT_ALL_WITH_SUM = "SELECT " + COLUMNS + ", s.sum" + SUMS + ORDER;

    /** Every row with its content after it. */
    static final String SELECT_ALL_WITH_CONTENT =
            "SELECT " + COLUMNS + ", t.data FROM tree t" + ORDER;

    /** Every row with its content and its checksum after it. */
    static final String SELECT_ALL_WITH_CONTENT_AND_SUM =
            "SELECT " + COLUMNS + ", t.data, s.sum" + SUMS + ORDER;

    /** Content and checksum of one row. */
    static final String SELECT_CONTENT = "SELECT t.data, s.sum" + SUMS + " WHERE t.inode = ?";

    private static final byte[] EMPTY = {};

    private RowReader() {}

    /** The row that the cursor is on. */
    static Row row(ResultSet rows) throws SQLException {
        byte[] name = rows.getBytes(7);
        return new Row(
                rows.getLong(1),
                rows.getLong(2),
                rows.getLong(3),
                rows.getLong(4),
                rows.getLong(5),
                rows.getInt(6),
                name == null ? EMPTY : name,
                rows.getInt(8));
    }

    /** The content of the row that the cursor is on; empty where the column is NULL. */
    static byte[] content(ResultSet rows) throws SQLException {
        byte[] content = rows.getBytes(9);
        return content == null ? EMPTY : content;
    }
}
