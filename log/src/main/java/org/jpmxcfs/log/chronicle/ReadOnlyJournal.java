package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.jpmxcfs.log.EntrySource;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalException.Reason;
import org.jpmxcfs.log.JournalReader;

/**
 * A journal seen from outside, while its writer may be at work in another process. It changes no
 * file. One thread.
 */
public final class ReadOnlyJournal implements EntrySource, AutoCloseable {
    private final Path directory;
    private SingleChronicleQueue queue;
    private final Tail tail = new Tail();
    private SegmentTable segments;
    private long newestBytes;

    private ReadOnlyJournal(Path directory, SingleChronicleQueue queue, SegmentTable segments) {
        this.directory = directory;
        this.queue = queue;
        this.segments = segments;
    }

    static ReadOnlyJournal open(Path directory) throws JournalException {
        // Chronicle makes the directory of a queue that is not there, even read-only.
        if (!Files.isDirectory(directory)) {
            throw none(directory);
        }
        SegmentTable segments = SegmentTable.read(directory, SegmentTable.EMPTY);
        if (segments.isEmpty()) {
            throw none(directory);
        }
        return new ReadOnlyJournal(directory, openQueue(directory), segments);
    }

    private static SingleChronicleQueue openQueue(Path directory) throws JournalException {
        try {
            return Chronicle.openReadOnly(directory);
        } catch (Exception e) {
            throw new JournalException(
                    Reason.DAMAGED, "the queue in " + directory + " can not be opened: " + e, e);
        }
    }

    private static JournalException none(Path directory) {
        return new JournalException(
                Reason.FOREIGN, "there is no journal in " + directory + "; check the path");
    }

    /** Identity of the journal. */
    public UUID id() {
        return segments.newest().start().journal();
    }

    /**
     * Index of the oldest entry now; {@link #lastIndex} + 1 when there is none.
     *
     * @throws JournalException when the files can not be read
     */
    @Override
    public long firstIndex() throws JournalException {
        tail.refresh();
        return segments.firstIndex();
    }

    /**
     * Index of the newest entry now.
     *
     * @throws JournalException when the files can not be read
     */
    @Override
    public long lastIndex() throws JournalException {
        tail.refresh();
        return newest().lastIndex();
    }

    /** A walk over the newest segment, the only one that can still grow. */
    private RecordFold newest() throws JournalException {
        Path file = segments.newest().file();
        RecordFold fold = new RecordFold();
        try {
            fold.skip(segments.newest().start());
            newestBytes = SegmentScan.walk(file, fold).offset();
            return fold;
        } catch (IOException e) {
            throw SegmentFiles.failed("can not read " + file, e);
        }
    }

    /**
     * A cursor that starts at entry {@code fromIndex} and follows the writer: its {@code next}
     * gives null at the end, and the next entry once that was appended.
     *
     * @throws JournalException when the files can not be read
     * @throws IllegalArgumentException when entries from {@code fromIndex} on are no longer there
     */
    @Override
    public JournalReader reader(long fromIndex) throws JournalException {
        if (fromIndex < firstIndex()) {
            throw new IllegalArgumentException(
                    "no entry " + fromIndex + "; the journal begins at " + firstIndex());
        }
        return new ChronicleReader(tail, fromIndex);
    }

    /**
     * Size and reach of the journal now.
     *
     * @throws JournalException when the files can not be read
     */
    public JournalStat stat() throws JournalException {
        long last = lastIndex();
        return Stats.of(directory, segments, newestBytes, last, this::reader);
    }

    @Override
    public void close() {
        queue.close();
    }

    private final class Tail implements ChronicleReader.Source {
        @Override
        public SingleChronicleQueue queue() {
            return queue;
        }

        @Override
        public SegmentTable segments() {
            return segments;
        }

        @Override
        public long lastIndex() {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean refresh() throws JournalException {
            SegmentTable table = SegmentTable.read(directory, segments);
            if (table.isEmpty() || table.newest().equals(segments.newest())) {
                return false;
            }
            // Anew, since a writer that starts after a crash does not go on with the old listing.
            SingleChronicleQueue old = queue;
            queue = openQueue(directory);
            old.close();
            segments = table;
            return true;
        }

        /** Nothing to keep: the writer does not know of readers in other processes. */
        @Override
        public Segment pin(ChronicleReader reader, long index) {
            return segments.holding(index);
        }

        @Override
        public void release(ChronicleReader reader) {}
    }
}
