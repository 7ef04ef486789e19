package org.jpmxcfs.materializer.sqlite;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/**
 * Room for the index of the log, which SQLite keeps in a mapped file. It takes one block for each
 * page of memory before it writes there. Where blocks are smaller than pages, as on small ext4 file
 * systems, that is too little: on a full disk the next store ends in a signal that kills the
 * process. There, we ask for room before SQLite can get into that.
 */
final class IndexRoom {
    /** Enough to open a database. */
    static final long OPENING_BYTES = 256 << 10;

    /** Needed besides three times the bytes of a transaction, for the log and its index. */
    private static final long COMMIT_BYTES = 1 << 20;

    private static final int MEMORY_PAGE_BYTES = 4096;
    private static final long FULL_BYTES = 64 << 10;

    private IndexRoom() {}

    /** Refuses to open a database whose index would have to be made, where there is no room. */
    static void requireForOpening(Path file) throws SQLException {
        if (!Files.exists(DatabaseFiles.beside(file, "-shm"))) {
            require(file, OPENING_BYTES);
        }
    }

    /** Refuses a transaction that might not fit. */
    static void requireForCommit(Path file, long bytes) throws SQLException {
        require(file, COMMIT_BYTES + 3 * bytes);
    }

    /** Whether there is next to no room left for {@code file} or one beside it. */
    static boolean isDiskFull(Path file) {
        File directory = directory(file).toFile();
        // Both are 0 where the file system does not say.
        return directory.getTotalSpace() > 0 && directory.getUsableSpace() < FULL_BYTES;
    }

    private static void require(Path file, long bytes) throws SQLException {
        Path directory = directory(file);
        if (directory.toFile().getUsableSpace() < bytes && mayHaveSmallBlocks(directory)) {
            throw new SQLException(
                    "no room for the index of the log", null, SQLiteErrorCode.SQLITE_FULL.code);
        }
    }

    /** Java looks the file system up in the table of mounts, where that of a chroot is not. */
    private static boolean mayHaveSmallBlocks(Path directory) {
        try {
            return Files.getFileStore(directory).getBlockSize() < MEMORY_PAGE_BYTES;
        } catch (IOException unknown) {
            return true;
        }
    }

    private static Path directory(Path file) {
        return file.toAbsolutePath().getParent();
    }
}
