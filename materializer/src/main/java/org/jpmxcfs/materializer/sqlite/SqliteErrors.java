package org.jpmxcfs.materializer.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The one table from what SQLite reports to what it means for the reader of the message. */
final class SqliteErrors {
    private static final int PRIMARY_CODE_MASK = 0xff;

    private SqliteErrors() {}

    /** The trouble with a database that a failed statement reports. */
    static StoreException of(Path file, SQLException cause) {
        SQLiteErrorCode code = primaryCode(cause);
        return switch (code) {
            case SQLITE_FULL -> full(file, cause);
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL ->
                    new StoreException(
                            Reason.BUSY,
                            file + " is locked by another process; stop that process first",
                            cause);
            case SQLITE_CORRUPT -> damaged(file, detail(cause), cause);
            case SQLITE_NOTADB -> notADatabase(file);
            case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH ->
                    IndexRoom.isDiskFull(file) ? full(file, cause) : closed(file, cause);
            default ->
                    new StoreException(
                            Reason.FAILED,
                            file + ": " + detail(cause) + "; check the disk and the system log",
                            cause);
        };
    }

    /** The trouble with a file that the operating system reports, or that is told already. */
    static StoreException of(Path file, IOException cause) {
        if (cause instanceof StoreException told) {
            return told;
        }
        String message = String.valueOf(cause.getMessage());
        if (message.contains("No space left")) {
            return full(file, cause);
        }
        String what = cause.getClass().getSimpleName().replace("Exception", "");
        return new StoreException(
                Reason.FAILED,
                file + ": " + what + " (" + message + "); check the path and its permissions",
                cause);
    }

    private static StoreException full(Path file, Exception cause) {
        return new StoreException(
                Reason.FULL, file + ": no space left on the device; free some space there", cause);
    }

    private static StoreException closed(Path file, SQLException cause) {
        return new StoreException(
                Reason.FAILED,
                file
                        + " cannot be opened ("
                        + detail(cause)
                        + "); check its permissions and those of its directory",
                cause);
    }

    /** A database whose content contradicts itself. */
    static StoreException damaged(Path file, String how, Throwable cause) {
        return new StoreException(
                Reason.DAMAGED,
                file
                        + " is damaged: "
                        + how
                        + "; restore it with 'jpmxcfs db import FILE' from a backup",
                cause);
    }

    /** A file that does not begin as a database does. */
    static StoreException notADatabase(Path file) {
        return new StoreException(
                Reason.DAMAGED,
                file
                        + " is not an SQLite database (its first bytes are not those of one); move"
                        + " it away, or restore it with 'jpmxcfs db import FILE' from a backup");
    }

    private static SQLiteErrorCode primaryCode(SQLException cause) {
        int code =
                cause instanceof SQLiteException sqlite
                        ? sqlite.getResultCode().code
                        : cause.getErrorCode();
        return SQLiteErrorCode.getErrorCode(code & PRIMARY_CODE_MASK);
    }

    /** SQLite's own words, on one line. */
    private static String detail(SQLException cause) {
        return String.valueOf(cause.getMessage()).replaceAll("\\s+", " ").strip();
    }
}
