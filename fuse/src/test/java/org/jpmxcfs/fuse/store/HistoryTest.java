package org.jpmxcfs.fuse.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.chronicle.JournalStat;
import org.jpmxcfs.log.chronicle.JournalStat.SegmentStat;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long NOW = 20_000 * DAY;
    private static final long IN_2099 = 47_000 * DAY;
    private static final History THREE_DAYS = new History(Duration.ofDays(3), 1L << 30);

    @Test
    void shouldKeepWhatIsYoung() {
        assertEquals(
                201,
                THREE_DAYS.firstIndexToKeep(
                        journal(NOW - 9 * DAY, NOW - 5 * DAY, NOW - 4 * DAY, NOW - DAY),
                        NOW,
                        Long.MAX_VALUE));
    }

    @Test
    void shouldDropWhatAClockInTheFutureHasBegun() {
        assertEquals(
                301,
                THREE_DAYS.firstIndexToKeep(
                        journal(NOW - 9 * DAY, IN_2099, IN_2099 + DAY, NOW - 4 * DAY, NOW - DAY),
                        NOW,
                        Long.MAX_VALUE));
    }

    /** Segments of 100 entries, begun at these times. */
    private static JournalStat journal(long... startedMillis) {
        List<SegmentStat> segments = new ArrayList<>();
        for (long started : startedMillis) {
            long first = segments.size() * 100L + 1;
            segments.add(new SegmentStat(Path.of("segment-" + first), first, started, 4096));
        }
        return new JournalStat(Path.of("journal"), segments, 1, segments.size() * 100L, 0, 0);
    }
}
