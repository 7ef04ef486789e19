package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.jpmxcfs.log.EntrySource;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalException.Reason;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.Place;
import org.jpmxcfs.log.model.Heading;

/**
 * A journal seen from outside, while its writer may be at work in another process. It changes
 * nothing in it; a {@linkplain ReaderClaim small file} beside the segments keeps them from being
 * dropped: all until the first reader is made, then those from the slowest reader on. One thread.
 */
public final class ReadOnlyJournal implements EntrySource, AutoCloseable {
    private final Path directory;
    private final ReaderClaim claim;
    private final Map<ChronicleReader, Long> pinned = new HashMap<>();
    private SingleChronicleQueue queue; // null until the first reader that follows the writer
    private final Tail tail = new Tail();
    private SegmentTable segments;
    private long newestBytes;
    private long seenIndex;
    private Place seenAt; // of entry seenIndex; null before the first
    private long committedIndex;

    private ReadOnlyJournal(Path directory, ReaderClaim claim, SegmentTable segments) {
        this.directory = directory;
        this.claim = claim;
        this.segments = segments;
    }

    /**
     * Whether a directory holds segments of a journal, readable or not.
     *
     * @throws JournalException {@code FOREIGN} when it holds something else too
     */
    public static boolean isIn(Path directory) throws JournalException {
        return Files.isDirectory(directory) && !SegmentFiles.list(directory).isEmpty();
    }

    static ReadOnlyJournal open(Path directory) throws JournalException {
        // Chronicle makes the directory of a queue that is not there, even read-only.
        if (!Files.isDirectory(directory)) {
            throw none(directory);
        }
        ReaderClaim claim = claim(directory);
        try {
            SegmentTable segments = SegmentTable.read(directory, SegmentTable.EMPTY);
            if (segments.isEmpty()) {
                throw none(directory);
            }
            return new ReadOnlyJournal(directory, claim, segments);
        } catch (JournalException e) {
            claim.close();
            throw e;
        }
    }

    private static ReaderClaim claim(Path directory) throws JournalException {
        try {
            return ReaderClaim.take(directory);
        } catch (IOException e) {
            throw SegmentFiles.failed("cannot read the journal " + directory, e);
        }
    }

    private static SingleChronicleQueue openQueue(Path directory) throws JournalException {
        try {
            return Chronicle.openReadOnly(directory);
        } catch (Exception e) {
            throw new JournalException(
                    Reason.DAMAGED, "the queue in " + directory + " cannot be opened: " + e, e);
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
     * @throws JournalException when the files cannot be read
     */
    @Override
    public long firstIndex() throws JournalException {
        tail.refresh();
        return segments.firstIndex();
    }

    /**
     * Index of the newest entry now.
     *
     * @throws JournalException when the files cannot be read
     */
    @Override
    public long lastIndex() throws JournalException {
        tail.refresh();
        return newestIndex();
    }

    /**
     * Index up to which the writer has noted that entries are final; 0 when it has not, as a node
     * without a cluster never does.
     *
     * @throws JournalException when the files cannot be read
     */
    public long committedIndex() throws JournalException {
        lastIndex();
        return committedIndex;
    }

    /**
     * Has the end be looked for from an entry on that is known to be there, and final.
     *
     * @param index of that entry
     * @param place where it lies; nothing happens when it does not lie there any more
     */
    public void lookFrom(long index, Place place) {
        if (holds(segments, index, place) && place.segment() == segments.newest().number()) {
            seenIndex = index;
            seenAt = place;
            committedIndex = Math.max(committedIndex, index);
        }
    }

    @Override
    public boolean holds(long index, Place place) {
        return holds(segments, index, place);
    }

    private static boolean holds(SegmentTable table, long index, Place place) {
        return !table.isEmpty()
                && table.firstIndex() <= index
                && table.holding(index).number() == place.segment();
    }

    /**
     * Index of the last record in the newest segment, the only one that can still grow. What was
     * seen of it before is not read again.
     */
    private long newestIndex() throws JournalException {
        Segment newest = segments.newest();
        Path file = newest.file();
        boolean isKnown = seenAt != null && seenAt.segment() == newest.number();
        long[] last = {isKnown ? seenIndex - 1 : newest.firstIndex() - 1};
        long from = isKnown ? seenAt.offset() : 0;
        committedIndex = Math.max(committedIndex, newest.start().committedIndex());
        try {
            newestBytes =
                    SegmentScan.walk(
                                    file,
                                    from,
                                    (offset, record) -> isNext(newest, offset, record, last))
                            .offset();
            return last[0];
        } catch (IOException e) {
            throw SegmentFiles.failed("cannot read " + file, e);
        }
    }

    private boolean isNext(Segment newest, long offset, ByteBuffer record, long[] last) {
        committedIndex = Math.max(committedIndex, RecordDecoder.committedIndex(record));
        boolean follows = follows(record, last);
        if (follows && RecordDecoder.isAppended(record)) {
            seenIndex = last[0];
            seenAt = new Place(newest.number(), offset);
        }
        return follows;
    }

    private static boolean follows(ByteBuffer record, long[] last) {
        long index = RecordDecoder.index(record);
        boolean follows = index == last[0] + (RecordDecoder.isAppended(record) ? 1 : 0);
        last[0] = follows ? index : last[0];
        return follows;
    }

    /**
     * The entries that are there now, to be read once from front to back: at once and faster than
     * through a {@link #reader}, but without those that are appended later.
     *
     * @throws JournalException when the files cannot be read
     */
    public EntrySource snapshot() throws JournalException {
        return snapshot(Long.MAX_VALUE);
    }

    /**
     * The same, but without entries behind {@code lastIndex}.
     *
     * @throws JournalException when the files cannot be read
     */
    public EntrySource snapshot(long lastIndex) throws JournalException {
        long last = Math.min(lastIndex(), lastIndex);
        SegmentTable table = segments;
        return new EntrySource() {
            @Override
            public long firstIndex() {
                return table.firstIndex();
            }

            @Override
            public long lastIndex() {
                return last;
            }

            @Override
            public JournalReader reader(long fromIndex) {
                return new ReadAhead(reader(fromIndex, heading -> true));
            }

            @Override
            public JournalReader reader(long fromIndex, Predicate<Heading> wanted) {
                return new ScanReader(table, fromIndex, last, wanted);
            }

            @Override
            public JournalReader reader(long fromIndex, Place near) {
                return new ScanReader(table, fromIndex, last, heading -> true, near);
            }

            @Override
            public boolean holds(long index, Place place) {
                return index <= last && ReadOnlyJournal.holds(table, index, place);
            }
        };
    }

    /**
     * A cursor that starts at entry {@code fromIndex} and follows the writer: its {@code next}
     * gives null at the end, and the next entry once that was appended.
     *
     * @throws JournalException when the files cannot be read
     * @throws IllegalArgumentException when entries from {@code fromIndex} on are no longer there
     */
    @Override
    public JournalReader reader(long fromIndex) throws JournalException {
        if (fromIndex < firstIndex()) {
            throw new IllegalArgumentException(
                    "no entry " + fromIndex + "; the journal begins at " + firstIndex());
        }
        if (queue == null) {
            queue = openQueue(directory);
        }
        return new ChronicleReader(tail, fromIndex);
    }

    /**
     * Size and reach of the journal now.
     *
     * @throws JournalException when the files cannot be read
     */
    public JournalStat stat() throws JournalException {
        long last = lastIndex();
        return Stats.of(directory, segments, newestBytes, last, this::reader);
    }

    @Override
    public void close() {
        if (queue != null) {
            queue.close();
        }
        claim.close();
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
            if (old != null) {
                queue = openQueue(directory);
                old.close();
            }
            segments = table;
            return true;
        }

        @Override
        public Segment pin(ChronicleReader reader, long index) throws JournalException {
            Segment segment = segments.holding(index);
            pinned.put(reader, segment.number());
            try {
                claim.moveTo(Collections.min(pinned.values()));
            } catch (IOException e) {
                throw SegmentFiles.failed("cannot note what is read of " + directory, e);
            }
            return segment;
        }

        @Override
        public void release(ChronicleReader reader) {
            pinned.remove(reader);
        }
    }
}
