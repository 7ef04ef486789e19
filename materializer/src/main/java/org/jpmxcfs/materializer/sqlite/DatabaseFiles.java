package org.jpmxcfs.materializer.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jpmxcfs.log.StableStorage;

/** The files that make up a database: itself and the log beside it. */
final class DatabaseFiles {
    private static final byte[] SIGNATURE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rw-------");

    /** Endings of the files beside a database, in the order in which they may go away. */
    private static final List<String> COMPANIONS = List.of("-shm", "-wal");

    private DatabaseFiles() {}

    /** What a database looks like before it is opened. */
    enum Shape {
        /** Nothing is there. */
        MISSING,
        /** A file without a byte. */
        EMPTY,
        /** It begins as a database does. */
        DATABASE,
        /** Anything else. */
        OTHER
    }

    /** Looks at the first bytes of a file. */
    static Shape shape(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Shape.MISSING;
        }
        if (!Files.isRegularFile(file)) {
            return Shape.OTHER;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(SIGNATURE.length);
            if (start.length == 0) {
                return Shape.EMPTY;
            }
            return Arrays.equals(start, SIGNATURE) ? Shape.DATABASE : Shape.OTHER;
        }
    }

    /** Makes an empty file that only its owner can read, in place of what was there. */
    static void createPrivate(Path file) throws IOException {
        delete(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PRIVATE));
    }

    /** Takes away the rights of all but the owner. */
    static void makePrivate(Path file) throws IOException {
        if (!Files.getPosixFilePermissions(file).equals(PRIVATE)) {
            Files.setPosixFilePermissions(file, PRIVATE);
        }
    }

    /** Whether a log lies beside a database: it is in use, or was not closed. */
    static boolean hasLog(Path file) {
        return Files.exists(beside(file, "-wal"));
    }

    /** Copies a database and its log; nobody may be writing it. */
    static void copy(Path source, Path target) throws IOException {
        createPrivate(target);
        if (hasLog(source)) {
            Path log = beside(target, "-wal");
            createPrivate(log);
            Files.copy(beside(source, "-wal"), log, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
        makePrivate(target);
    }

    /** Gives a database and its log another name. */
    static void move(Path from, Path to) throws IOException {
        for (String ending : COMPANIONS) {
            if (Files.exists(beside(from, ending), LinkOption.NOFOLLOW_LINKS)) {
                Files.move(beside(from, ending), beside(to, ending));
            }
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes a database and what lies beside it. */
    static void delete(Path file) throws IOException {
        for (String ending : COMPANIONS) {
            Files.deleteIfExists(beside(file, ending));
        }
        Files.deleteIfExists(file);
    }

    /** Puts a finished file in the place of another at one instant, for good. */
    static void replace(Path finished, Path target) throws IOException {
        StableStorage.sync(finished);
        for (String ending : COMPANIONS) {
            Files.deleteIfExists(beside(target, ending));
        }
        Files.move(
                finished,
                target,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        StableStorage.sync(target.toAbsolutePath().getParent());
    }

    /** The file of this name with something added to it. */
    static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }
}
