package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.StableStorage;

/** Drops the oldest segments of an open journal, while entries are appended to the newest. */
final class Dropping {
    private final Path directory;
    private final SharedSegments segments;
    private final SingleChronicleQueue queue;
    private final GroupSync sync;

    Dropping(Path directory, SharedSegments segments, SingleChronicleQueue queue, GroupSync sync) {
        this.directory = directory;
        this.segments = segments;
        this.queue = queue;
        this.sync = sync;
    }

    /** What {@link ChronicleJournal#firstIndex} would be after {@link #before}. */
    long firstIndexAfter(long index) throws JournalException {
        return exclusively(() -> segments.firstIndexAfter(index, ReaderClaim.lowest(directory)));
    }

    /** Drops segments that hold only entries before {@code index} and that no reader needs. */
    void before(long index) throws JournalException {
        List<Segment> dropped = exclusively(() -> drop(index));
        if (!dropped.isEmpty()) {
            // Not while a new segment is put on the same list.
            sync.whileNoneBegins(queue::refreshDirectoryListing);
        }
    }

    private List<Segment> drop(long index) throws IOException {
        List<Segment> dropped = segments.drop(index, ReaderClaim.lowest(directory));
        for (Segment segment : dropped) {
            Files.deleteIfExists(segment.file());
        }
        StableStorage.sync(directory);
        return dropped;
    }

    private <T> T exclusively(ReaderClaim.Step<T> step) throws JournalException {
        try {
            return ReaderClaim.exclusively(directory, step);
        } catch (IOException e) {
            throw SegmentFiles.failed("cannot delete old segments of the journal", e);
        }
    }
}
