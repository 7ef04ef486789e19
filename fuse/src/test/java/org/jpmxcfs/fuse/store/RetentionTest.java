package org.jpmxcfs.fuse.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.fuse.history.Moment;
import org.jpmxcfs.fuse.history.OpenPast;
import org.jpmxcfs.fuse.history.PastState;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.JournalStat;
import org.jpmxcfs.log.chronicle.JournalStat.SegmentStat;
import org.jpmxcfs.log.chronicle.ReadOnlyJournal;
import org.jpmxcfs.materializer.history.HistoryIndex;
import org.jpmxcfs.materializer.history.Progress;
import org.jpmxcfs.materializer.sqlite.Standing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final Path NO_FILE = Path.of("none");
    private static final long ALL = Long.MAX_VALUE;

    @TempDir Path dataDir;

    @Test
    void shouldKeepBaseAndJournalCompleteWhenEntriesAreDropped() throws Exception {
        String digest;
        long first;
        try (StoredNode node = StoredNode.open(dataDir)) {
            // given
            node.write("a", 900);
            node.materializer.flush();
            // when
            assertTrue(retention(node).drop());
            // then
            first = node.journal.firstIndex();
            assertTrue(first > 1);
            assertEquals(first - 1, base().appliedIndex());
            // The newest segment has a MiB in advance.
            assertTrue(node.journal.stat().diskBytes() <= (2 << 20) + (64 << 10));
            digest = node.digest();
        }
        Files.delete(dataDir.resolve("config.db"));
        try (StoredNode rebuilt = StoredNode.open(dataDir)) {
            assertEquals(digest, rebuilt.digest());
            assertEquals(first, rebuilt.journal.firstIndex());
            assertEquals(1, rebuilt.repairs.size());
        }
    }

    /** In a cluster another node may need them still; until it does not, there is no more to do. */
    @Test
    void shouldNotTryAgainAtOnceWhereEntriesAreStillNeeded() throws Exception {
        try (StoredNode node = StoredNode.open(dataDir)) {
            // given
            node.write("file", 1000);
            node.materializer.flush();
            List<Long> asked = new ArrayList<>();
            Retention retention = retention(node, StoredNode.SETTINGS.history(), asked::add);

            // when
            boolean isMore = retention.drop();

            // then
            assertFalse(isMore);
            assertEquals(1, asked.size());
            assertEquals(1, node.journal.firstIndex());
        }
    }

    @Test
    void shouldDropNothingThatTheDatabaseDoesNotHold() throws Exception {
        try (StoredNode node = StoredNode.open(dataDir)) {
            // given
            node.write("a", 900);
            // when
            retention(node).drop();
            // then
            assertTrue(node.journal.firstIndex() <= node.materializer.flushedIndex() + 1);
        }
    }

    @Test
    void shouldWaitForAReaderInAnotherProcess() throws Exception {
        try (StoredNode node = StoredNode.open(dataDir)) {
            // given
            node.write("a", 900);
            node.materializer.flush();
            try (ReadOnlyJournal outside =
                            ChronicleJournal.openReadOnly(dataDir.resolve("journal"));
                    JournalReader reader = outside.reader(1)) {
                // when
                boolean dropped = retention(node).drop();
                // then
                assertFalse(dropped);
                assertEquals(1, reader.next().index());
                assertEquals(0, base().appliedIndex());
            }
            assertTrue(retention(node).drop());
        }
    }

    @Test
    void shouldTakeNothingAwayFromWhoReadsThePastInTheSameProcess() throws Exception {
        try (StoredNode node = StoredNode.open(dataDir)) {
            // given
            node.write("a", 900);
            node.materializer.flush();
            try (OpenPast past = OpenPast.of(node.data());
                    PastState early = past.at(Moment.after(2), Progress.NONE)) {
                // when
                boolean dropped = retention(node).drop();
                // then
                assertFalse(dropped);
                assertEquals(600, early.content("a-0").orElseThrow().length);
                try (PastState later = past.at(Moment.after(1700), Progress.NONE)) {
                    assertEquals(850, later.list("").size());
                }
            }
            assertTrue(retention(node).drop());
        }
    }

    @Test
    void shouldLeaveTheOldBaseToWhoHasOpenedItWhenItBringsItForward() throws Exception {
        try (StoredNode node = StoredNode.open(dataDir)) {
            // given
            node.write("a", 10);
            try (OpenPast past = OpenPast.of(node.data())) {
                // when another state takes the place of what the journal begins with
                node.materializer.copyTo(node.data().base());
                // then
                Path elsewhere = Files.createDirectory(dataDir.resolve("elsewhere"));
                Path database = elsewhere.resolve("config.db");
                assertEquals(4, past.writeTo(database, Moment.after(4), Progress.NONE));
                try (StoredNode other = StoredNode.open(elsewhere)) {
                    assertEquals(2, other.materializer.tree().list(0).size());
                }
                try (PastState then = past.at(Moment.after(4), Progress.NONE)) {
                    assertEquals(2, then.list("").size());
                }
            }
        }
    }

    @Test
    void shouldBeginTheHistoryAnewWhenTheOldOneIsDamaged() throws Exception {
        try (StoredNode node = StoredNode.open(dataDir)) {
            // given
            node.write("a", 900);
            node.materializer.flush();
            Path old = DamagedFiles.segments(dataDir).get(0);
            DamagedFiles.flip(old, DamagedFiles.entries(old).get(5).at() + 40);
            // when
            assertTrue(retention(node).drop());
            // then
            assertEquals(node.materializer.flushedIndex(), base().appliedIndex());
        }
    }

    @Test
    void shouldDropByAgeOnceEnoughHasComeTogether() {
        // given
        History day = new History(Duration.ofHours(32), 1 << 30);
        JournalStat journal = hourly(48);
        // when
        long keepNothingOld = day.firstIndexToKeep(journal, hours(32), ALL);
        long keepWithinSlack = day.firstIndexToKeep(journal, hours(33), ALL);
        long drop = day.firstIndexToKeep(journal, hours(40), ALL);
        // then
        assertEquals(0, keepNothingOld);
        assertEquals(0, keepWithinSlack);
        assertEquals(800, drop);
    }

    @Test
    void shouldDropBySizeWithSomeRoomForMore() {
        // given
        JournalStat journal = hourly(48);
        History small = new History(Duration.ofDays(30), 32 << 20);
        History large = new History(Duration.ofDays(30), 52 << 20);
        // when
        long kept = small.firstIndexToKeep(journal, hours(48), ALL);
        // then
        assertEquals(2200, kept);
        assertEquals(0, large.firstIndexToKeep(journal, hours(48), ALL));
    }

    @Test
    void shouldDropBeforeTheLimitIsReached() {
        // given
        History full = new History(Duration.ofDays(30), 48 << 20);
        // then
        assertEquals(900, full.firstIndexToKeep(hourly(48), hours(48), ALL));
    }

    @Test
    void shouldDropWhenOthersFillTheDisk() {
        // given
        JournalStat journal = hourly(48);
        History large = new History(Duration.ofDays(30), 64 << 20);
        DiskRoom roomy = new DiskRoom(1L << 40, 10L << 30);
        DiskRoom scarce = new DiskRoom(1L << 40, 496L << 20);
        DiskRoom full = new DiskRoom(10L << 30, 0);
        // then
        assertEquals(0, keptOf(large, journal, roomy));
        assertEquals(2200, keptOf(large, journal, scarce));
        assertEquals(4700, keptOf(new History(Duration.ofDays(30), 16 << 20), journal, full));
    }

    private static long keptOf(History history, JournalStat journal, DiskRoom room) {
        return history.firstIndexToKeep(journal, hours(48), room.forJournal(journal.diskBytes()));
    }

    @Test
    void shouldBeginTheHistoryAnewWhenTheJournalGrowsFasterThanItCanBeMovedOn() throws Exception {
        try (StoredNode node = StoredNode.open(dataDir)) {
            // given: a journal that was below its limit, and is far above it now
            Retention retention = retention(node);
            retention.drop();
            node.write("a", 3_000);
            node.materializer.flush();
            long flushed = node.materializer.flushedIndex();
            // when
            assertTrue(retention.drop());
            // then
            assertEquals(flushed, base().appliedIndex());
            assertTrue(node.journal.firstIndex() > 1);
            assertTrue(node.journal.firstIndex() <= flushed + 1);
        }
    }

    @Test
    void shouldHoldTheLimitByItselfWhileMuchIsWritten() throws Exception {
        try (StoredNode node = StoredNode.open(dataDir);
                Retention retention = retention(node)) {
            // given
            retention.start();
            // when
            for (int i = 0; i < 12; i++) {
                node.write("a" + i, 400);
                node.materializer.flush();
                // then: each segment that is begun has it look again, with no time between
                awaitBelowLimit();
            }
        }
    }

    @Test
    void shouldKeepUpAnIndexOfTheHistory() throws Exception {
        try (StoredNode node = StoredNode.open(dataDir);
                Retention retention = retention(node, new History(Duration.ofDays(1), 1 << 30))) {
            // given
            node.write("a", 8_200);
            // when
            retention.start();
            // then
            Path index = HistoryIndex.in(dataDir.resolve("journal"));
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (HistoryIndex.newest(index, node.journal.id()).isEmpty()) {
                assertTrue(System.nanoTime() < deadline, "there is no index");
                Thread.onSpinWait();
            }
            long told = HistoryIndex.newest(index, node.journal.id()).orElseThrow().index();
            assertTrue(told >= 16 << 10, () -> "up to entry " + told);
        }
    }

    // By the number of files, as a reader of the journal would keep its segment from being dropped.
    private void awaitBelowLimit() throws Exception {
        History history = StoredNode.SETTINGS.history();
        long closedMax = history.bytes() / history.segmentBytes() + 2;
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (DamagedFiles.segments(dataDir).size() - 1 > closedMax) {
            assertTrue(System.nanoTime() < deadline, "the journal stays above its limit");
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldRefuseAHistoryThatIsTooSmall() {
        assertThrows(
                IllegalArgumentException.class, () -> new History(Duration.ofSeconds(59), 1 << 20));
        assertThrows(
                IllegalArgumentException.class, () -> new History(Duration.ofDays(1), 1 << 19));
    }

    /** Segments of 100 entries and 1 MiB, begun at each full hour since 1970. */
    private static JournalStat hourly(int count) {
        List<SegmentStat> segments =
                java.util.stream.IntStream.range(0, count)
                        .mapToObj(i -> new SegmentStat(NO_FILE, 100L * i, hours(i), 1 << 20))
                        .toList();
        return new JournalStat(NO_FILE, segments, 0, 100L * count - 1, 0, hours(count));
    }

    private static long hours(int count) {
        return Duration.ofHours(count).toMillis();
    }

    private Standing base() throws IOException {
        return Standing.of(dataDir.resolve("base.db")).orElseThrow();
    }

    private Retention retention(StoredNode node) {
        return retention(node, StoredNode.SETTINGS.history());
    }

    private Retention retention(StoredNode node, History history) {
        return retention(node, history, node.journal::dropBefore);
    }

    private Retention retention(StoredNode node, History history, Retention.Dropping dropping) {
        return new Retention(
                history,
                node.journal,
                node.materializer,
                new DataDirectory(dataDir),
                InstantSource.system(),
                dropping);
    }
}
