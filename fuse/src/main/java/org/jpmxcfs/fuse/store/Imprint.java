package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.materializer.sqlite.Standing;
import org.jpmxcfs.materializer.sqlite.StoreException;

/**
 * What is known, beside the database, of the database as this program left it: so that it can be
 * told whether another program has had it since.
 */
final class Imprint {
    private static final String CLOSED = "closed";
    private static final String OPEN = "open";

    private final Path file;
    private final Path database;

    /** Of the database of a data directory. */
    Imprint(DataDirectory data) {
        file = data.imprint();
        database = data.database();
    }

    /** What a look at the file tells, before it is opened. */
    enum Trace {
        /** Nobody has written to the file since it was closed here. */
        UNTOUCHED,
        /** It was closed here, and somebody has written to it since. */
        TOUCHED,
        /** It was not closed here: the daemon was killed, or it comes from elsewhere. */
        UNKNOWN
    }

    /**
     * One line of the file.
     *
     * @param closed whether the database was closed in good order
     * @param journal identity of the journal that it follows
     * @param appliedIndex index of the entry that it held at least
     * @param mtimeNanos modification time of the file; 0 unless closed
     * @param bytes size of the file; 0 unless closed
     */
    private record Line(
            boolean closed, UUID journal, long appliedIndex, long mtimeNanos, long bytes) {
        private static Optional<Line> of(String text) {
            String[] words = text.strip().split(" ");
            try {
                return Optional.of(
                        new Line(
                                words[0].equals(CLOSED),
                                UUID.fromString(words[1]),
                                Long.parseLong(words[2]),
                                Long.parseLong(words[3]),
                                Long.parseLong(words[4])));
            } catch (RuntimeException notWhole) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return "%s %s %d %d %d\n"
                    .formatted(closed ? CLOSED : OPEN, journal, appliedIndex, mtimeNanos, bytes);
        }
    }

    /** Whether anybody has written to the database since. */
    Trace trace() {
        Line line = read().orElse(null);
        if (line == null || !line.closed) {
            return Trace.UNKNOWN;
        }
        try {
            Line now = closedAt(line.journal, line.appliedIndex);
            return now.equals(line) && !hasLog() ? Trace.UNTOUCHED : Trace.TOUCHED;
        } catch (IOException unreadable) {
            return Trace.TOUCHED;
        }
    }

    /** Index of an entry of this journal that the database held at least; -1 when not known. */
    long appliedIndex(UUID journal) {
        return read().filter(line -> line.journal.equals(journal))
                .map(Line::appliedIndex)
                .orElse(-1L);
    }

    /**
     * The database is going to be written. Not synced: what a power failure leaves of it is only
     * worth less.
     */
    void opened(UUID journal, long appliedIndex) throws IOException {
        Files.writeString(file, new Line(false, journal, appliedIndex, 0, 0).toString());
    }

    /** The database is closed; nothing is noted when it was not closed in good order. */
    void closed() throws IOException {
        Standing standing = hasLog() ? null : standing().orElse(null);
        if (standing != null && standing.journalId().isPresent()) {
            Line line = closedAt(standing.journalId().get(), standing.appliedIndex());
            Files.writeString(file, line.toString(), StandardCharsets.US_ASCII);
        }
    }

    private boolean hasLog() {
        return Files.exists(database.resolveSibling(database.getFileName() + "-wal"));
    }

    private Optional<Standing> standing() {
        try {
            return Standing.of(database);
        } catch (StoreException damaged) {
            return Optional.empty();
        }
    }

    private Line closedAt(UUID journal, long appliedIndex) throws IOException {
        BasicFileAttributes now = Files.readAttributes(database, BasicFileAttributes.class);
        return new Line(true, journal, appliedIndex, nanos(now.lastModifiedTime()), now.size());
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    private Optional<Line> read() {
        try {
            return Line.of(Files.readString(file, StandardCharsets.US_ASCII));
        } catch (IOException none) {
            return Optional.empty();
        }
    }
}
