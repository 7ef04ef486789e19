package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalException.Reason;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.ReplicatedJournal;
import org.jpmxcfs.log.SyncRule;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Invariants;

/**
 * The journal on Chronicle Queue. An append is a copy into mapped memory that has blocks on the
 * disk already; a sync is {@code fdatasync} of the newest file, shared by all who wait for one, and
 * done by itself soon after an append, or later where a {@link SyncRule} allows it.
 *
 * <p>One thread at a time may append, vote, mark, truncate or restart, and one may drop beside it;
 * everything else may be used from any thread.
 */
public final class ChronicleJournal implements ReplicatedJournal {
    private final JournalConfig config;
    private final DirectoryLock lock;
    private final SingleChronicleQueue queue;
    private final SegmentWriter writer;
    private final RecordEncoder encoder;
    private final SyncLoop syncLoop;
    private final Failure failure;
    private final Tail tail = new Tail();
    private final GroupSync sync;
    private final Dropping dropping;
    private final SharedSegments segments;
    private final SegmentSequence sequence;
    private volatile long lastIndex;
    private volatile Ballot ballot;
    private volatile long committedIndex;
    private volatile Runnable segmentListener = () -> {};
    private volatile boolean closed;

    ChronicleJournal(
            JournalConfig config,
            InstantSource clock,
            DirectoryLock lock,
            SingleChronicleQueue queue,
            SegmentClock segmentClock,
            Examination found) {
        this.config = config;
        this.lock = lock;
        this.queue = queue;
        this.writer = new SegmentWriter(queue, segmentClock);
        this.encoder = new RecordEncoder(writer.frame());
        this.failure = new Failure(config.directory());
        SegmentTable table = SegmentTable.of(found.segments());
        this.segments = new SharedSegments(table);
        this.sequence =
                new SegmentSequence(config, clock, writer, encoder, segments, failure, found);
        this.lastIndex = table.isEmpty() ? config.firstIndex() - 1 : found.lastIndex();
        this.sync = new GroupSync(config, writer, failure, this::lastIndex);
        this.dropping = new Dropping(config.directory(), segments, queue, sync);
        this.ballot = found.ballot();
        this.committedIndex = found.committedIndex();
        this.syncLoop = new SyncLoop(sync, config.syncWindowMillis());
    }

    /**
     * Opens a journal for writing, and makes it when it is missing.
     *
     * @throws JournalException {@code BUSY} when another writer has it, {@code FOREIGN} for files
     *     of something else or of a newer version, {@code DAMAGED} when what is stored cannot be
     *     trusted ({@link #examine} then tells what it is, {@link #repair} keeps the good part),
     *     {@code FULL} when there is no room to make it, {@code FAILED} when the storage fails
     */
    public static ChronicleJournal open(JournalConfig config, InstantSource clock)
            throws JournalException {
        ChronicleJournal journal = Opening.open(config, clock);
        journal.start();
        return journal;
    }

    /**
     * Checks what is stored, with plain reads that change nothing; also while a writer is at work,
     * whose latest appends it may then miss.
     *
     * @throws JournalException {@code FOREIGN} or {@code FAILED} as {@link #open} does
     */
    public static Optional<Damage> examine(JournalConfig config) throws JournalException {
        return survey(config).damage();
    }

    /** The same, with the reach of what is good; throws the same. */
    public static Survey survey(JournalConfig config) throws JournalException {
        return Survey.of(
                Examination.of(config.directory(), config.coveredIndex(), config.bootId()));
    }

    /**
     * Keeps what is good of a damaged journal and moves the damaged files aside, under their names
     * with {@code .damaged-} and the time behind them. Does nothing to an undamaged one.
     *
     * @return the files that were moved aside
     * @throws JournalException as {@link #open} does, but for {@code DAMAGED}
     */
    public static List<Path> repair(JournalConfig config, InstantSource clock)
            throws JournalException {
        return Repair.run(config, clock);
    }

    /** Opens a journal that another process may be writing, to read and follow it. */
    public static ReadOnlyJournal openReadOnly(Path directory) throws JournalException {
        return ReadOnlyJournal.open(directory);
    }

    private void start() throws JournalException {
        try {
            beginSegment(lastIndex + 1, false);
        } catch (JournalException e) {
            // With a full disk the node still serves reads: the first append begins the segment.
            if (e.reason() != Reason.FULL || segments.table().isEmpty()) {
                close();
                throw e;
            }
        }
        syncLoop.start();
    }

    /** Identity of this journal, given when it was made. */
    public UUID id() {
        return sequence.id();
    }

    /** Whether the writer before this one stopped in good order; true for a new journal. */
    public boolean wasCleanStop() {
        return sequence.boot().afterCleanStop();
    }

    /** Boot id of the machine when the journal was written before; empty for a new journal. */
    public String previousBootId() {
        return sequence.boot().previousId();
    }

    @Override
    public boolean isForgetful() {
        return sequence.boot().forgetful();
    }

    @Override
    public void clearForgetful() throws JournalException {
        failure.check();
        JournalRecord.Boot before = sequence.boot();
        if (!before.forgetful()) {
            return;
        }
        sequence.boot(before.remembering());
        try {
            beginSegment(lastIndex + 1, false);
        } catch (JournalException e) {
            sequence.boot(before);
            throw e;
        }
    }

    @Override
    public long firstIndex() {
        SegmentTable table = segments.table();
        return table.isEmpty() ? config.firstIndex() : table.firstIndex();
    }

    @Override
    public long lastIndex() {
        return lastIndex;
    }

    @Override
    public long syncedIndex() {
        return sync.syncedIndex();
    }

    /** From now on, {@code rule} says which entries may wait longer for the background sync. */
    public void follow(SyncRule rule) {
        sync.follow(rule);
    }

    /** How far the journal is on stable storage. */
    public SyncStatus syncStatus() {
        return sync.status();
    }

    @Override
    public void append(Entry entry) throws JournalException {
        if (entry.index() != lastIndex + 1) {
            throw new IllegalArgumentException(
                    "entry " + entry.index() + " cannot follow entry " + lastIndex);
        }
        prepare();
        write(encoder.appended(entry));
        lastIndex = entry.index();
        sync.appended(entry.index());
        syncLoop.appended();
    }

    /** Begins a segment when the newest has had its time or size. */
    private void prepare() throws JournalException {
        failure.check();
        if (!writer.isOpen()) {
            beginSegment(lastIndex + 1, false);
            return;
        }
        if (sequence.isDue()) {
            try {
                beginSegment(lastIndex + 1, false);
            } catch (JournalException e) {
                if (e.reason() != Reason.FULL) {
                    throw e;
                }
                // No room for a new file; there may be some left in the newest one.
            }
        }
    }

    private void write(int length) throws JournalException {
        try {
            writer.reserve(length);
        } catch (IOException e) {
            throw Reasons.isFull(e) ? failure.full(e) : failure.note("taking space", e);
        }
        append(length);
    }

    /** Whatever goes wrong here leaves the queue in an unknown state. */
    private void append(int length) throws JournalException {
        try {
            writer.append(length);
        } catch (Exception | InternalError e) {
            throw failure.note("appending", e);
        }
    }

    private void beginSegment(long firstIndex, boolean restart) throws JournalException {
        sequence.begin(firstIndex, restart, ballot, committedIndex, sync, last -> lastIndex = last);
        segmentListener.run();
    }

    /**
     * Tells {@code listener} of each segment that is begun from now on, on the thread that appends,
     * which it must not keep waiting.
     */
    public void onSegment(Runnable listener) {
        segmentListener = listener;
    }

    @Override
    public void sync(long index) throws JournalException {
        sync.sync(index);
    }

    @Override
    public JournalReader reader(long fromIndex) throws JournalException {
        if (fromIndex < firstIndex() || fromIndex > lastIndex + 1) {
            throw new IllegalArgumentException(
                    "no entry %d; the journal holds %d to %d"
                            .formatted(fromIndex, firstIndex(), lastIndex));
        }
        return new ChronicleReader(tail, fromIndex);
    }

    @Override
    public void truncateFrom(long index) throws JournalException {
        if (index < firstIndex() || index > lastIndex + 1) {
            throw new IllegalArgumentException(
                    "cannot truncate from " + index + ", the last entry is " + lastIndex);
        }
        failure.check();
        Invariants.check(
                index > committedIndex, "truncated from %d, final up to %d", index, committedIndex);
        if (index <= lastIndex) {
            beginSegment(index, false);
        }
    }

    @Override
    public void restartAt(long nextIndex) throws JournalException {
        failure.check();
        beginSegment(nextIndex, true);
    }

    @Override
    public void dropBefore(long index) throws JournalException {
        failure.check();
        dropping.before(index);
    }

    /** What {@link #firstIndex} would be after {@link #dropBefore}, given the present readers. */
    public long firstIndexAfterDrop(long index) throws JournalException {
        return dropping.firstIndexAfter(index);
    }

    @Override
    public Ballot ballot() {
        return ballot;
    }

    @Override
    public void saveBallot(Ballot ballot) throws JournalException {
        prepare();
        write(encoder.voted(ballot, lastIndex));
        sync.syncRecords();
        this.ballot = ballot;
    }

    @Override
    public long committedIndex() {
        return committedIndex;
    }

    @Override
    public void saveCommitted(long index) throws JournalException {
        prepare();
        write(encoder.committed(index, lastIndex));
        committedIndex = index;
    }

    /**
     * Size and reach of the journal now.
     *
     * @throws JournalException when its files cannot be read
     */
    public JournalStat stat() throws JournalException {
        return Stats.of(
                config.directory(), segments.table(), writer.reservedTo(), lastIndex, this::reader);
    }

    /**
     * Syncs, notes that this was in good order, and closes. Open readers fail from then on.
     *
     * @throws JournalException {@code FAILED} when the storage failed, now or before
     */
    @Override
    public void close() throws JournalException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            syncLoop.stop();
            if (writer.isOpen() && !failure.isNoted()) {
                append(encoder.stopped(lastIndex));
                sync.syncRecords();
            }
        } finally {
            release();
        }
        failure.check();
    }

    private void release() throws JournalException {
        try (lock) {
            writer.close();
        } catch (IOException e) {
            throw failure.note("closing", e);
        }
    }

    private final class Tail implements ChronicleReader.Source {
        @Override
        public SingleChronicleQueue queue() {
            return queue;
        }

        @Override
        public SegmentTable segments() {
            return segments.table();
        }

        @Override
        public long lastIndex() {
            return lastIndex;
        }

        @Override
        public boolean refresh() {
            return false;
        }

        @Override
        public Segment pin(ChronicleReader reader, long index) {
            return segments.pin(reader, index);
        }

        @Override
        public void release(ChronicleReader reader) {
            segments.release(reader);
        }
    }
}
