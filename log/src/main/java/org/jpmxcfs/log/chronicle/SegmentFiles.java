package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalException.Reason;
import org.jpmxcfs.log.StableStorage;

/** Names, rights and listing of the files in a journal directory. */
final class SegmentFiles {
    /**
     * The grid on which segments get their cycle number and name. When a segment really ends is
     * decided by {@link JournalConfig}, not by this.
     */
    static final RollCycle ROLL_CYCLE = LegacyRollCycles.MINUTELY;

    static final String LOCK = "lock";
    static final String METADATA = "metadata.cq4t";

    /** Says that a repair has taken entries away; goes once a segment tells it. */
    static final String REPAIRED = ".repaired";

    static final int CLOSE_MARK_BYTES = 4;
    private static final String SUFFIX = ".cq4";
    private static final String ASIDE = ".damaged-";
    private static final String SEGMENT_PATTERN = "\\d{8}-\\d{4}\\.cq4";
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmm").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter ASIDE_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final Set<PosixFilePermission> OWNER_FILE =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_DIRECTORY =
            PosixFilePermissions.fromString("rwx------");

    private SegmentFiles() {}

    /** Size of a file whose last record ends at {@code position}, with its closing mark. */
    static long closedBytes(long position) {
        return ((position + 3) & ~3) + CLOSE_MARK_BYTES;
    }

    /** Cycle that a time falls into. */
    static int cycleOf(long timeMillis) {
        return (int) Math.floorDiv(timeMillis, (long) ROLL_CYCLE.lengthInMillis());
    }

    /** Start of a cycle, milliseconds since 1970. */
    static long timeOf(int cycle) {
        return (long) cycle * ROLL_CYCLE.lengthInMillis();
    }

    static Path fileOf(Path directory, int cycle) {
        return directory.resolve(NAME.format(Instant.ofEpochMilli(timeOf(cycle))) + SUFFIX);
    }

    /** Cycle in the name of a segment file. */
    static int cycleOf(Path file) {
        String name = file.getFileName().toString();
        Instant start =
                NAME.parse(
                                name.substring(0, name.length() - SUFFIX.length()),
                                java.time.LocalDateTime::from)
                        .toInstant(ZoneOffset.UTC);
        return cycleOf(start.toEpochMilli());
    }

    /** A name beside {@code file} that says that it was damaged and when it was put there. */
    static Path asideOf(Path file, long timeMillis) {
        String time = ASIDE_TIME.format(Instant.ofEpochMilli(timeMillis));
        return file.resolveSibling(file.getFileName() + ASIDE + time);
    }

    /**
     * Segment files, oldest first.
     *
     * @throws JournalException {@code FOREIGN} when a file there is none of a journal's
     */
    static List<Path> list(Path directory) throws JournalException {
        List<Path> segments = new ArrayList<>();
        refuseFile(directory);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (isSegment(name)) {
                    segments.add(file);
                } else if (!isKnown(name)) {
                    throw new JournalException(
                            Reason.FOREIGN,
                            file + " is no part of a journal; move it out of the directory");
                }
            }
        } catch (JournalException e) {
            throw e;
        } catch (IOException e) {
            throw failed("cannot list " + directory, e);
        }
        segments.sort(null);
        return segments;
    }

    private static boolean isSegment(String name) {
        if (!name.matches(SEGMENT_PATTERN)) {
            return false;
        }
        try {
            cycleOf(Path.of(name));
            return true;
        } catch (java.time.DateTimeException notATime) {
            return false;
        }
    }

    private static boolean isKnown(String name) {
        return name.equals(LOCK)
                || name.equals(METADATA)
                || name.equals("lost+found")
                || name.contains(SUFFIX + ASIDE)
                || name.startsWith(".");
    }

    /** Makes the directory where it is missing, for its owner alone. */
    static void createDirectory(Path directory) throws JournalException {
        refuseFile(directory);
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(OWNER_DIRECTORY));
                StableStorage.sync(directory.toAbsolutePath().getParent());
            }
        } catch (IOException e) {
            throw failed("cannot make the journal directory " + directory, e);
        }
    }

    private static void refuseFile(Path directory) throws JournalException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new JournalException(
                    Reason.FOREIGN,
                    directory + " is a file where the directory of the journal must be; move it");
        }
    }

    /** Takes rights on a file away from everybody but its owner. */
    static void restrict(Path file) throws IOException {
        Files.setPosixFilePermissions(file, OWNER_FILE);
    }

    static JournalException failed(String what, IOException e) {
        return new JournalException(
                Reason.FAILED, what + ": " + Reasons.of(e) + "; check the disk and restart", e);
    }
}
