package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalException.Reason;
import org.jpmxcfs.log.StableStorage;

/**
 * Keeps the good part of a damaged journal. The damaged segment is written anew beside the old one,
 * from its good records, and takes its name at the very end; all damaged files keep existing under
 * another name. A crash at any point leaves a journal that can be repaired again.
 */
final class Repair {
    private static final String SCRATCH = ".repair";

    private final Path directory;
    private final Examination found;
    private final long timeMillis;
    private final List<Path> aside = new ArrayList<>();

    private Repair(Path directory, Examination found, long timeMillis) {
        this.directory = directory;
        this.found = found;
        this.timeMillis = timeMillis;
    }

    static List<Path> run(JournalConfig config, InstantSource clock) throws JournalException {
        Path directory = config.directory();
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        DirectoryLock lock = DirectoryLock.take(directory);
        try (lock) {
            return run(config, clock.millis());
        } catch (JournalException e) {
            throw e;
        } catch (IOException e) {
            if (Reasons.isFull(e)) {
                throw new Failure(directory).full(e);
            }
            throw SegmentFiles.failed("cannot repair the journal " + directory, e);
        } catch (Exception e) {
            throw new JournalException(
                    Reason.FAILED, "cannot repair the journal " + directory + ": " + e, e);
        }
    }

    /** Once for each damage: a repair may bring the next one to light. */
    private static List<Path> run(JournalConfig config, long timeMillis) throws IOException {
        Path directory = config.directory();
        List<Path> aside = new ArrayList<>();
        int filesMax = SegmentFiles.list(directory).size();
        for (int round = 0; round < filesMax; round++) {
            Examination found = Examination.of(directory, config.coveredIndex(), config.bootId());
            if (found.damage() == null) {
                break;
            }
            Repair repair = new Repair(directory, found, timeMillis);
            repair.run();
            aside.addAll(repair.aside);
        }
        return List.copyOf(aside);
    }

    private void run() throws IOException {
        Path damaged = found.damage().file();
        Path rebuilt = rebuild(damaged);
        if (found.damage().kind() != Damage.Kind.STRUCTURE) {
            mark();
            // What follows a gap is of no use, and would be taken for the end of the journal.
            List<Path> files = found.files();
            for (int i = files.size() - 1; !files.get(i).equals(damaged); i--) {
                putAside(files.get(i));
            }
        }
        if (rebuilt == null) {
            putAside(damaged);
        } else {
            exchange(damaged, rebuilt);
        }
        Files.deleteIfExists(directory.resolve(SegmentFiles.METADATA));
        StableStorage.sync(directory);
        clear(directory.resolve(SCRATCH));
    }

    /** Before anything goes: the next writer has to know, also when this is interrupted. */
    private void mark() throws IOException {
        Path mark = directory.resolve(SegmentFiles.REPAIRED);
        if (!Files.exists(mark)) {
            Files.createFile(mark);
            StableStorage.sync(directory);
        }
    }

    private void exchange(Path damaged, Path rebuilt) throws IOException {
        Path kept = SegmentFiles.asideOf(damaged, timeMillis);
        Files.createLink(kept, damaged);
        aside.add(0, kept);
        StableStorage.sync(directory);
        Files.move(rebuilt, damaged, StandardCopyOption.ATOMIC_MOVE);
    }

    private void putAside(Path file) throws IOException {
        Path kept = SegmentFiles.asideOf(file, timeMillis);
        Files.move(file, kept);
        aside.add(0, kept);
    }

    /** The good records of the damaged segment in a new file; null when there are none. */
    private Path rebuild(Path damaged) throws IOException {
        Segment segment = null;
        for (Segment each : found.segments()) {
            segment = each.file().equals(damaged) ? each : segment;
        }
        if (segment == null) {
            return null;
        }
        Path scratch = directory.resolve(SCRATCH);
        clear(scratch);
        Files.createDirectory(scratch);
        copy(segment, scratch);
        Path rebuilt = scratch.resolve(damaged.getFileName());
        SegmentFiles.restrict(rebuilt);
        StableStorage.sync(rebuilt);
        return rebuilt;
    }

    private void copy(Segment segment, Path scratch) throws IOException {
        RecordFold fold = new RecordFold();
        fold.begin();
        Bytes<?> frame = Bytes.allocateElasticDirect(RecordFormat.RECORD_BYTES_MAX);
        SegmentClock clock = new SegmentClock(segment.cycle());
        try (SingleChronicleQueue queue = Chronicle.open(scratch, clock);
                ExcerptAppender appender = queue.createAppender()) {
            SegmentScan.walk(
                    segment.file(),
                    (offset, bytes) -> {
                        if (!fold.record(offset, bytes)) {
                            return false;
                        }
                        bytes.position(0);
                        frame.clear();
                        frame.writeSome(bytes);
                        appender.writeBytes(frame);
                        return true;
                    });
        } finally {
            frame.releaseLast();
        }
    }

    private static void clear(Path scratch) throws IOException {
        if (!Files.isDirectory(scratch)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(scratch)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(scratch);
    }
}
