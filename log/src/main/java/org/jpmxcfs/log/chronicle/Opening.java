package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalException.Reason;
import org.jpmxcfs.log.StableStorage;

/** The steps from a directory to a journal that can be written. */
final class Opening {
    private static final int CLOSE_MARK = 0xC000_0000;
    // Chronicle's table of locks and cycles: one page of it is used, 128 KiB are mapped.
    private static final int METADATA_BYTES = 128 << 10;

    private Opening() {}

    static ChronicleJournal open(JournalConfig config, InstantSource clock)
            throws JournalException {
        SegmentFiles.createDirectory(config.directory());
        DirectoryLock lock = DirectoryLock.take(config.directory());
        try {
            Examination found =
                    Examination.of(config.directory(), config.coveredIndex(), config.bootId());
            requireUndamaged(found);
            return open(config, clock, lock, found);
        } catch (JournalException e) {
            release(lock);
            throw e;
        } catch (Exception e) {
            release(lock);
            throw new JournalException(
                    Reason.DAMAGED,
                    "the queue in " + config.directory() + " cannot be opened: " + e,
                    e);
        }
    }

    private static void requireUndamaged(Examination found) throws JournalException {
        if (found.damage() != null) {
            throw new JournalException(
                    Reason.DAMAGED, found.damage().sentence() + "; run 'jpmxcfs journal verify'");
        }
    }

    private static ChronicleJournal open(
            JournalConfig config, InstantSource clock, DirectoryLock lock, Examination found)
            throws JournalException {
        try {
            tidy(config.directory(), found);
        } catch (IOException e) {
            if (Reasons.isFull(e)) {
                throw new Failure(config.directory()).full(e);
            }
            throw SegmentFiles.failed("cannot prepare the journal " + config.directory(), e);
        }
        int newest =
                found.segments().isEmpty()
                        ? SegmentFiles.cycleOf(clock.millis())
                        : found.segments().get(found.segments().size() - 1).cycle();
        SegmentClock segmentClock = new SegmentClock(newest);
        SingleChronicleQueue queue = Chronicle.open(config.directory(), segmentClock);
        syncTable(config.directory());
        return new ChronicleJournal(config, clock, lock, queue, segmentClock, found);
    }

    /** After a power failure, Chronicle would wait 20 s for somebody to finish an empty table. */
    private static void syncTable(Path directory) throws JournalException {
        Path table = directory.resolve(SegmentFiles.METADATA);
        try {
            StableStorage.sync(table);
        } catch (IOException e) {
            throw SegmentFiles.failed("cannot sync " + table, e);
        }
    }

    /**
     * Leaves nothing of a writer that died for Chronicle to wait for: a file without records, a
     * document half written, a held lock in the table.
     */
    private static void tidy(Path directory, Examination found) throws IOException {
        if (found.unfinished() != null) {
            Files.delete(found.unfinished());
        }
        if (found.newest() != null && found.newest().end() != SegmentScan.End.CLOSED) {
            Segment newest = found.segments().get(found.segments().size() - 1);
            closeMark(newest.file(), found.newest().offset());
        }
        if (found.unfinished() != null || !found.isCleanStop()) {
            Files.deleteIfExists(directory.resolve(SegmentFiles.METADATA));
        }
        Path metadata = directory.resolve(SegmentFiles.METADATA);
        boolean isNew = !Files.exists(metadata);
        try (FileChannel channel =
                FileChannel.open(metadata, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (isNew) {
                Space.reserve(metadata, channel, 0, METADATA_BYTES);
            }
        }
        SegmentFiles.restrict(metadata);
        StableStorage.sync(directory);
    }

    /** Ends a file behind its last good record; what was half written there disappears. */
    private static void closeMark(Path file, long offset) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer mark =
                    ByteBuffer.allocate(SegmentFiles.CLOSE_MARK_BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN);
            channel.write(mark.putInt(0, CLOSE_MARK), offset);
            channel.truncate(offset + SegmentFiles.CLOSE_MARK_BYTES);
            channel.force(true);
        }
    }

    private static void release(DirectoryLock lock) throws JournalException {
        try {
            lock.close();
        } catch (IOException e) {
            throw SegmentFiles.failed("cannot release the journal", e);
        }
    }
}
