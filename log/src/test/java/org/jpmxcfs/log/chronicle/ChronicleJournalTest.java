package org.jpmxcfs.log.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.model.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChronicleJournalTest {
    @TempDir Path temp;

    private final ManualClock clock = new ManualClock();

    @Test
    void shouldReadBackWhatWasAppended() throws Exception {
        try (ChronicleJournal journal = open()) {
            // given
            List<Entry> entries = Samples.append(journal, 1000);
            // when
            List<Entry> read = Samples.readAll(journal.reader(1));
            // then
            assertEquals(entries, read);
        }
    }

    @Test
    void shouldGoOnWhereItStoppedWhenReopened() throws Exception {
        // given
        List<Entry> entries;
        try (ChronicleJournal journal = open()) {
            entries = Samples.append(journal, 100);
        }
        // when
        try (ChronicleJournal journal = open()) {
            entries.addAll(Samples.append(journal, 100));
        }
        // then
        try (ChronicleJournal journal = open()) {
            assertEquals(entries, Samples.readAll(journal.reader(1)));
            assertEquals(200, journal.lastIndex());
            assertTrue(journal.wasCleanStop());
        }
    }

    @Test
    void shouldBeginANewSegmentAfterItsTime() throws Exception {
        try (ChronicleJournal journal = open()) {
            // given
            List<Entry> entries = Samples.append(journal, 10);
            // when
            clock.advance(3_600_000);
            entries.addAll(Samples.append(journal, 10));
            clock.advance(-7_200_000);
            entries.addAll(Samples.append(journal, 10));
            clock.advance(14_400_000);
            entries.addAll(Samples.append(journal, 10));
            // then
            assertEquals(3, journal.stat().segments().size());
            assertEquals(entries, Samples.readAll(journal.reader(1)));
            assertEquals(entries.subList(14, 40), Samples.readAll(journal.reader(15)));
        }
    }

    @Test
    void shouldBeginANewSegmentOnceWhenTheClockWasFarAhead() throws Exception {
        try (ChronicleJournal journal = open()) {
            // given
            clock.advance(70L * 365 * 86_400_000);
            List<Entry> entries = Samples.append(journal, 10);
            clock.advance(-70L * 365 * 86_400_000);
            // when
            entries.addAll(Samples.append(journal, 10));
            entries.addAll(Samples.append(journal, 10));
            clock.advance(3_600_000);
            entries.addAll(Samples.append(journal, 10));
            // then
            assertEquals(
                    List.of(1L, 11L, 31L),
                    journal.stat().segments().stream()
                            .map(JournalStat.SegmentStat::firstIndex)
                            .skip(journal.stat().segments().size() - 3)
                            .toList());
            assertEquals(entries, Samples.readAll(journal.reader(1)));
        }
    }

    @Test
    void shouldBeginANewSegmentAfterItsSize() throws Exception {
        try (ChronicleJournal journal =
                ChronicleJournal.open(config().withSegments(3_600_000, 256 << 10), clock)) {
            // when
            List<Entry> entries = Samples.append(journal, 5000);
            // then
            assertTrue(journal.stat().segments().size() >= 4);
            assertEquals(entries, Samples.readAll(journal.reader(1)));
        }
    }

    @Test
    void shouldFollowWhatIsAppended() throws Exception {
        try (ChronicleJournal journal = open();
                JournalReader reader = journal.reader(1)) {
            // given
            assertNull(reader.next());
            // when
            List<Entry> entries = Samples.append(journal, 3);
            // then
            assertEquals(entries, Samples.readAll(reader));
            assertNull(reader.next());
        }
    }

    @Test
    void shouldFindAnyEntryWhenOtherRecordsLieBetween() throws Exception {
        try (ChronicleJournal journal = open()) {
            for (int i = 0; i < 300; i++) {
                // given
                Samples.append(journal, 1);
                for (int k = 0; k < i % 4; k++) {
                    journal.saveCommitted(journal.lastIndex());
                }
            }
            for (long index = 1; index <= 300; index++) {
                // when
                try (JournalReader reader = journal.reader(index)) {
                    // then
                    assertEquals(index, reader.next().index());
                }
            }
        }
    }

    @Test
    void shouldReplaceEntriesAfterATruncation() throws Exception {
        List<Entry> entries;
        try (ChronicleJournal journal = open();
                JournalReader reader = journal.reader(1)) {
            // given
            entries = Samples.append(journal, 10);
            Samples.readAll(reader);
            // when
            journal.truncateFrom(6);
            assertEquals(5, journal.lastIndex());
            entries.subList(5, 10).clear();
            entries.addAll(Samples.append(journal, 7));
            // then
            assertEquals(entries.subList(5, 12), Samples.readAll(reader));
            assertEquals(entries, Samples.readAll(journal.reader(1)));
        }
        try (ChronicleJournal journal = open()) {
            assertEquals(entries, Samples.readAll(journal.reader(1)));
        }
    }

    @Test
    void shouldKeepBallotAndMarksAcrossRestartsAndDrops() throws Exception {
        // given
        try (ChronicleJournal journal = open()) {
            assertEquals(Ballot.NONE, journal.ballot());
            Samples.append(journal, 5);
            journal.saveBallot(new Ballot(7, 3));
            journal.saveCommitted(4);
        }
        // when
        try (ChronicleJournal journal = open()) {
            journal.dropBefore(6);
            assertEquals(6, journal.firstIndex());
        }
        // then
        try (ChronicleJournal journal = open()) {
            assertEquals(new Ballot(7, 3), journal.ballot());
            assertEquals(4, journal.committedIndex());
            assertEquals(5, journal.lastIndex());
        }
    }

    @Test
    void shouldForgetEverythingWhenRestarted() throws Exception {
        try (ChronicleJournal journal = open();
                JournalReader reader = journal.reader(1)) {
            // given
            Samples.append(journal, 5);
            // when
            journal.restartAt(100);
            // then
            assertEquals(100, journal.firstIndex());
            assertEquals(99, journal.lastIndex());
            assertEquals(
                    JournalException.Reason.DAMAGED,
                    assertThrows(JournalException.class, reader::next).reason());
            List<Entry> entries = Samples.append(journal, 5);
            assertEquals(entries, Samples.readAll(journal.reader(100)));
        }
        try (ChronicleJournal journal = open()) {
            assertEquals(100, journal.firstIndex());
            assertEquals(104, journal.lastIndex());
        }
    }

    @Test
    void shouldNotDropASegmentUnderAReader() throws Exception {
        try (ChronicleJournal journal = open()) {
            // given
            List<Entry> entries = Samples.append(journal, 10);
            clock.advance(3_600_000);
            entries.addAll(Samples.append(journal, 10));
            JournalReader reader = journal.reader(3);
            // when
            journal.dropBefore(15);
            // then
            assertEquals(1, journal.firstIndex());
            assertEquals(entries.subList(2, 20), Samples.readAll(reader));
            reader.close();
            journal.dropBefore(15);
            assertEquals(11, journal.firstIndex());
            assertEquals(1, journal.stat().segments().size());
            assertEquals(entries.subList(10, 20), Samples.readAll(journal.reader(11)));
        }
    }

    @Test
    void shouldStartAtTheIndexThatWasAskedFor() throws Exception {
        try (ChronicleJournal journal = ChronicleJournal.open(config().withFirstIndex(42), clock)) {
            // when
            Samples.append(journal, 1);
            // then
            assertEquals(42, journal.firstIndex());
            assertEquals(42, journal.lastIndex());
            assertFalse(Files.exists(temp.resolve("journal/nothing")));
        }
    }

    @Test
    void shouldRefuseASecondWriter() throws Exception {
        try (ChronicleJournal journal = open()) {
            // when
            JournalException e = assertThrows(JournalException.class, this::open);
            // then
            assertEquals(JournalException.Reason.BUSY, e.reason());
            assertEquals(0, journal.lastIndex());
        }
    }

    @Test
    void shouldKeepItsFilesForTheOwner() throws Exception {
        try (ChronicleJournal journal = open()) {
            // when
            Samples.append(journal, 1);
            // then
            Path directory = temp.resolve("journal");
            assertEquals("rwx------", rights(directory));
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    assertEquals("rw-------", rights(file), file.toString());
                }
            }
        }
    }

    @Test
    void shouldCarryTheLargestEntry() throws Exception {
        try (ChronicleJournal journal = open()) {
            // given
            List<Entry> entries = Samples.appendWholeFiles(journal, 30);
            // when
            List<Entry> read = Samples.readAll(journal.reader(1));
            // then
            assertEquals(entries, read);
        }
    }

    @Test
    void shouldSyncInTheBackgroundWithinTheWindow() throws Exception {
        try (ChronicleJournal journal = open()) {
            // when
            Samples.append(journal, 1);
            // then
            Samples.await(() -> journal.syncedIndex() == 1);
        }
    }

    @Test
    void shouldRememberThatPowerWasLostUntilItIsMadeUpFor() throws Exception {
        // given
        Path copy = temp.resolve("copy");
        try (ChronicleJournal journal = open()) {
            Samples.append(journal, 5);
            assertFalse(journal.isForgetful());
            Files.createDirectory(copy);
            for (Path file : SegmentFiles.list(temp.resolve("journal"))) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        // when
        JournalConfig afterwards = JournalConfig.of(copy, "boot-2");
        try (ChronicleJournal journal = ChronicleJournal.open(afterwards, clock)) {
            assertFalse(journal.wasCleanStop());
            assertEquals("boot-1", journal.previousBootId());
            assertTrue(journal.isForgetful());
        }
        // then
        try (ChronicleJournal journal = ChronicleJournal.open(afterwards, clock)) {
            assertTrue(journal.wasCleanStop());
            assertTrue(journal.isForgetful());
            journal.clearForgetful();
        }
        try (ChronicleJournal journal = ChronicleJournal.open(afterwards, clock)) {
            assertFalse(journal.isForgetful());
            assertEquals(5, journal.lastIndex());
        }
    }

    @Test
    void shouldTellTheSpaceThatItsFilesTake() throws Exception {
        try (ChronicleJournal journal = open()) {
            // given
            Samples.appendWholeFiles(journal, 3);
            clock.advance(3_600_000);
            Samples.append(journal, 1);
            Samples.readAll(journal.reader(1));
            // when
            JournalStat stat = journal.stat();
            // then
            long first = stat.segments().get(0).diskBytes();
            assertTrue(first > 3 << 20 && first < (3 << 20) + (80 << 10), "first " + first);
            long second = stat.segments().get(1).diskBytes();
            assertTrue(second > 32 << 10 && second < 2 << 20, "second " + second);
            assertEquals(1, stat.firstIndex());
            assertEquals(4, stat.lastIndex());
        }
    }

    private static String rights(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private JournalConfig config() {
        return JournalConfig.of(temp.resolve("journal"), "boot-1");
    }

    private ChronicleJournal open() throws JournalException {
        return ChronicleJournal.open(config(), clock);
    }
}
