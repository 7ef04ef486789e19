package org.jpmxcfs.materializer.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;

/**
 * Notices when somebody else touches the file of a database: all that its one writer does is known.
 * Owned by who owns the writer.
 */
final class FileGuard {
    private final Path file;
    private Stamp known; // as our own last write left the file

    /**
     * What a file is known by.
     *
     * @param key which file it is, whatever its name
     */
    private record Stamp(Object key, long size, FileTime modified) {}

    /** What has become of a file. */
    enum Touch {
        /** Nothing. */
        NONE,
        /** It is gone. */
        REMOVED,
        /** There is another one in its place, or other bytes in it. */
        REPLACED,
        /** Another connection has committed to it. */
        CHANGED
    }

    FileGuard(Path file) {
        this.file = file;
    }

    /** The file is as we have written it. */
    void seal() {
        known = stamp();
    }

    /** What has become of the file since, as far as its writer can tell. */
    Touch look(RowWriter writer) throws SQLException {
        Stamp now = stamp();
        if (now == null && known != null) {
            return Files.exists(file) ? Touch.NONE : Touch.REMOVED;
        }
        if (now != null && !now.equals(known)) {
            return Touch.REPLACED;
        }
        return writer != null && writer.isChangedByOthers() ? Touch.CHANGED : Touch.NONE;
    }

    /** Null when it cannot be told. */
    private Stamp stamp() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(now.fileKey(), now.size(), now.lastModifiedTime());
        } catch (IOException goneOrUnreadable) {
            return null;
        }
    }
}
