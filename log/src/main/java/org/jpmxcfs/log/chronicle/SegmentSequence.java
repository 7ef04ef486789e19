package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.JournalException;

/** Decides when a segment ends and begins the next one. One thread at a time. */
final class SegmentSequence {
    private static final long AHEAD_MILLIS_MAX = 86_400_000;

    private final JournalConfig config;
    private final InstantSource clock;
    private final SegmentWriter writer;
    private final RecordEncoder encoder;
    private final SharedSegments segments;
    private final Failure failure;
    private final UUID id;
    // What the newest segment takes as long as this writer has not begun one.
    private final long foundBytes;
    private volatile JournalRecord.Boot boot;

    SegmentSequence(
            JournalConfig config,
            InstantSource clock,
            SegmentWriter writer,
            RecordEncoder encoder,
            SharedSegments segments,
            Failure failure,
            Examination found) {
        this.config = config;
        this.clock = clock;
        this.writer = writer;
        this.encoder = encoder;
        this.segments = segments;
        this.failure = failure;
        SegmentTable table = segments.table();
        this.id = table.isEmpty() ? UUID.randomUUID() : table.newest().start().journal();
        this.foundBytes =
                found.newest() == null ? 0 : SegmentFiles.closedBytes(found.newest().offset());
        this.boot = found.nextBoot();
    }

    UUID id() {
        return id;
    }

    JournalRecord.Boot boot() {
        return boot;
    }

    /** Exchanges what the next segments tell of this start. */
    void boot(JournalRecord.Boot changed) {
        boot = changed;
    }

    /**
     * Whether the newest segment has had its time or size. One that was begun days after now, by a
     * clock that has been set back since, would never grow old.
     */
    boolean isDue() {
        long age = clock.millis() - segments.table().newest().start().timeMillis();
        return writer.position() >= config.segmentBytes()
                || age >= config.segmentMillis()
                || age <= -AHEAD_MILLIS_MAX;
    }

    /**
     * Begins the next segment, at {@code firstIndex}.
     *
     * @param restart whether nothing before counts any more
     * @param lastIndex told the new last index, before any reader can see the segment
     */
    void begin(
            long firstIndex,
            boolean restart,
            Ballot ballot,
            long committedIndex,
            GroupSync sync,
            LongConsumer lastIndex)
            throws JournalException {
        Segment segment = next(firstIndex, restart, ballot, committedIndex);
        int length = encoder.started(segment.start());
        SegmentWriter.Fresh fresh = fresh(segment, length);
        sync.exchange(
                "beginning " + segment.file(),
                () -> {
                    writer.begin(fresh, length);
                    Files.deleteIfExists(config.directory().resolve(SegmentFiles.REPAIRED));
                    lastIndex.accept(firstIndex - 1);
                    segments.add(segment);
                    return firstIndex - 1;
                });
    }

    private Segment next(long firstIndex, boolean restart, Ballot ballot, long committedIndex) {
        SegmentTable table = segments.table();
        long now = clock.millis();
        int cycle = SegmentFiles.cycleOf(now);
        long number = 1;
        if (!table.isEmpty()) {
            cycle = Math.max(cycle, table.newest().cycle() + 1);
            number = table.newest().number() + 1;
        }
        JournalRecord.Started start =
                new JournalRecord.Started(
                        id,
                        number,
                        firstIndex,
                        restart,
                        writer.isOpen() ? SegmentFiles.closedBytes(writer.position()) : foundBytes,
                        now,
                        ballot,
                        committedIndex,
                        boot);
        Path file = SegmentFiles.fileOf(config.directory(), cycle);
        return new Segment(file, cycle, start);
    }

    private SegmentWriter.Fresh fresh(Segment segment, int length) throws JournalException {
        try {
            return writer.prepare(segment, length);
        } catch (IOException e) {
            throw Reasons.isFull(e) ? failure.full(e) : failure.note("making " + segment.file(), e);
        }
    }
}
