package org.jpmxcfs.log.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.model.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamageTest {
    private static final int PER_SEGMENT = 20;

    @TempDir Path directory;

    private final ManualClock clock = new ManualClock();

    @Test
    void shouldNoticeEveryFlippedByteOfARecord() throws Exception {
        // given
        write(1);
        Path file = files().get(0);
        byte[] good = Files.readAllBytes(file);
        List<Long> offsets = new ArrayList<>();
        long end = SegmentScan.walk(file, (at, bytes) -> offsets.add(at)).offset();
        for (int at = offsets.get(0).intValue() + 4; at < end; at++) {
            // when
            byte[] bad = good.clone();
            bad[at] ^= 0x10;
            Files.write(file, bad);
            // then
            RecordFold fold = new RecordFold();
            SegmentScan.Found found = SegmentScan.walk(file, fold);
            if (!isBetweenRecords(offsets, good, at)) {
                assertNotEquals(SegmentScan.End.OPEN, found.end(), "byte " + at);
                assertNotEquals(SegmentScan.End.CLOSED, found.end(), "byte " + at);
                assertNotEquals(SegmentScan.End.TORN, found.end(), "byte " + at);
            }
        }
    }

    /** Up to three bytes of filling follow a record; nobody reads them. */
    private static boolean isBetweenRecords(List<Long> offsets, byte[] bytes, int at) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (long offset : offsets) {
            int end = (int) offset + 4 + file.getInt((int) offset);
            if (at >= end && at < ((end + 3) & ~3)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void shouldNeverGiveOutAWrongEntryWhateverBitOfTheFileFlips() throws Exception {
        // given
        List<Entry> entries = write(1);
        Path file = files().get(0);
        byte[] good = Files.readAllBytes(file);
        int noticed = 0;
        // Chronicle's own documents: dense where they hold values, sparse in the empty pages.
        for (int at = 0; at < 34_000; at += at < 320 || at > 33_000 ? 7 : 4099) {
            // when
            byte[] bad = good.clone();
            bad[at] ^= 0x04;
            Files.write(file, bad);
            // then
            try (ChronicleJournal journal = open()) {
                assertEquals(entries, Samples.readAll(journal.reader(1)), "byte " + at);
            } catch (JournalException e) {
                assertTrue(
                        e.reason() == JournalException.Reason.DAMAGED
                                || e.reason() == JournalException.Reason.FOREIGN,
                        "byte " + at + ": " + e);
                noticed++;
            }
            restore(file, good);
        }
        assertTrue(noticed > 10, noticed + " noticed");
    }

    @Test
    void shouldKeepTheGoodPrefixWhenARecordIsDamaged() throws Exception {
        // given
        List<Entry> entries = write(3);
        flip(files().get(1), 10);
        long good = PER_SEGMENT + 9;
        // when
        JournalException e = assertThrows(JournalException.class, this::open);
        Damage damage = ChronicleJournal.examine(config()).orElseThrow();
        List<Path> aside = ChronicleJournal.repair(config(), clock);
        // then
        assertEquals(JournalException.Reason.DAMAGED, e.reason());
        assertEquals(Damage.Kind.CHECKSUM, damage.kind());
        assertEquals(good, damage.lastGoodIndex());
        assertEquals(3 * PER_SEGMENT, damage.lostIndex());
        assertFalse(damage.afterPowerCut());
        assertEquals(2, aside.size());
        assertTrue(aside.get(0).toString().contains(".cq4.damaged-"));
        try (ChronicleJournal journal = open()) {
            assertTrue(journal.isForgetful());
        }
        assertGoesOn(entries, good);
    }

    @Test
    void shouldNoticeAHoleInTheMiddle() throws Exception {
        // given
        List<Entry> entries = write(1);
        zero(files().get(0), offsets(files().get(0)).get(6), 100);
        // when
        Damage damage = ChronicleJournal.examine(config()).orElseThrow();
        ChronicleJournal.repair(config(), clock);
        // then
        assertEquals(Damage.Kind.HOLE, damage.kind());
        assertEquals(5, damage.lastGoodIndex());
        assertEquals(PER_SEGMENT, damage.lostIndex());
        assertGoesOn(entries, 5);
    }

    @Test
    void shouldNoticeACutSegmentThatAnotherOneFollows() throws Exception {
        // given
        List<Entry> entries = write(2);
        Path first = files().get(0);
        cut(first, offsets(first).get(11));
        // when
        Damage damage = ChronicleJournal.examine(config()).orElseThrow();
        ChronicleJournal.repair(config(), clock);
        // then
        assertEquals(Damage.Kind.HOLE, damage.kind());
        assertEquals(10, damage.lastGoodIndex());
        assertEquals(2 * PER_SEGMENT, damage.lostIndex());
        assertGoesOn(entries, 10);
    }

    @Test
    void shouldTakeACutTailAsTheEndWhenNothingLiesBehind() throws Exception {
        // given
        List<Entry> entries = write(1);
        Path file = files().get(0);
        cut(file, offsets(file).get(11) + 9);
        // when, then
        assertTrue(ChronicleJournal.examine(config()).isPresent());
        ChronicleJournal.repair(config(), clock);
        assertGoesOn(entries, 10);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x8000_0000})
    void shouldDropAWholeRecordThatTheWriterHadNotFinishedWhenItDied(int word) throws Exception {
        // given: all bytes of the last record, but not yet the word that makes it count
        List<Entry> entries = write(1);
        Path file = files().get(0);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer unfinished = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            channel.write(unfinished.putInt(0, word), offsets(file).get(PER_SEGMENT));
        }
        // when, then
        assertTrue(ChronicleJournal.examine(config()).isEmpty());
        assertGoesOn(entries, PER_SEGMENT - 1);
    }

    @Test
    void shouldSayThatAPowerCutExplainsALostTail() throws Exception {
        // given
        write(1);
        Path file = files().get(0);
        zero(file, offsets(file).get(6), 100);
        JournalConfig afterwards = JournalConfig.of(directory, "boot-2");
        // when
        Damage damage = ChronicleJournal.examine(afterwards).orElseThrow();
        // then
        assertTrue(damage.afterPowerCut());
    }

    @Test
    void shouldNoticeAMissingSegment() throws Exception {
        // given
        List<Entry> entries = write(3);
        Files.delete(files().get(1));
        // when
        Damage damage = ChronicleJournal.examine(config()).orElseThrow();
        ChronicleJournal.repair(config(), clock);
        // then
        assertEquals(Damage.Kind.MISSING, damage.kind());
        assertEquals(PER_SEGMENT, damage.lastGoodIndex());
        assertGoesOn(entries, PER_SEGMENT);
    }

    @Test
    void shouldRebuildAQueueFileWhoseRecordsAreIntact() throws Exception {
        // given
        List<Entry> entries = write(1);
        try (FileChannel channel = FileChannel.open(files().get(0), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("nonsense".getBytes("US-ASCII")), 5);
        }
        // when
        Damage damage = ChronicleJournal.examine(config()).orElseThrow();
        ChronicleJournal.repair(config(), clock);
        // then
        assertEquals(Damage.Kind.STRUCTURE, damage.kind());
        assertEquals(PER_SEGMENT, damage.lastGoodIndex());
        assertGoesOn(entries, PER_SEGMENT);
    }

    @Test
    void shouldNotLookAtSegmentsThatAViewCovers() throws Exception {
        // given
        List<Entry> entries = write(3);
        flip(files().get(0), 10);
        // when
        try (ChronicleJournal journal =
                ChronicleJournal.open(config().withCoveredIndex(PER_SEGMENT), clock)) {
            // then
            assertEquals(
                    entries.subList(PER_SEGMENT, 3 * PER_SEGMENT),
                    Samples.readAll(journal.reader(PER_SEGMENT + 1)));
            assertThrows(JournalException.class, () -> Samples.readAll(journal.reader(1)));
        }
    }

    @Test
    void shouldRefuseFilesOfSomethingElse() throws Exception {
        // given
        Files.writeString(directory.resolve("notes.txt"), "mine");
        // when
        JournalException e = assertThrows(JournalException.class, this::open);
        // then
        assertEquals(JournalException.Reason.FOREIGN, e.reason());
        assertTrue(e.getMessage().contains("notes.txt"));
    }

    @Test
    void shouldRefuseAQueueOfAnotherProgram() throws Exception {
        // given
        Files.writeString(directory.resolve("20261122-1200.cq4"), "x".repeat(100_000));
        // when
        JournalException e = assertThrows(JournalException.class, this::open);
        // then
        assertEquals(JournalException.Reason.FOREIGN, e.reason());
    }

    @Test
    void shouldRefuseANewerFormat() throws Exception {
        // given
        write(1);
        Path file = files().get(0);
        long at = offsets(file).get(0) + 4;
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes[(int) at + RecordFormat.FORMAT_AT] = 2;
        CRC32C crc = new CRC32C();
        crc.update(bytes, (int) at + 4, all.getInt((int) at + RecordFormat.LENGTH_AT) - 4);
        all.putInt((int) at, (int) crc.getValue());
        Files.write(file, bytes);
        // when
        JournalException e = assertThrows(JournalException.class, this::open);
        // then
        assertEquals(JournalException.Reason.FOREIGN, e.reason());
        assertTrue(e.getMessage().contains("written by a newer version"), e.getMessage());
    }

    @Test
    void shouldChangeNothingWhenARepairFindsNoDamage() throws Exception {
        // given
        List<Entry> entries = write(2);
        // when
        List<Path> aside = ChronicleJournal.repair(config(), clock);
        // then
        assertEquals(List.of(), aside);
        assertGoesOn(entries, 2 * PER_SEGMENT);
    }

    /** The journal holds entries 1 to {@code good}, takes more, and all is there when reopened. */
    private void assertGoesOn(List<Entry> entries, long good) throws Exception {
        List<Entry> kept = new ArrayList<>(entries.subList(0, (int) good));
        try (ChronicleJournal journal = open()) {
            assertEquals(kept, Samples.readAll(journal.reader(1)));
            kept.addAll(Samples.append(journal, 30));
        }
        try (ChronicleJournal journal = open()) {
            assertEquals(kept, Samples.readAll(journal.reader(1)));
        }
    }

    /** A journal of this many segments whose writer did not stop in good order. */
    private List<Entry> write(int segments) throws Exception {
        List<Entry> entries = new ArrayList<>();
        Path work = Files.createDirectory(directory.resolve(".work"));
        try (ChronicleJournal journal =
                ChronicleJournal.open(JournalConfig.of(work, "boot-1"), clock)) {
            for (int i = 0; i < segments; i++) {
                clock.advance(i == 0 ? 0 : 3_600_000);
                entries.addAll(Samples.append(journal, PER_SEGMENT));
            }
            journal.sync(journal.lastIndex());
            for (Path file : SegmentFiles.list(work)) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        for (Path file : files()) {
            long end = SegmentScan.walk(file, (at, bytes) -> true).offset();
            cut(file, end);
        }
        return entries;
    }

    private List<Path> files() throws Exception {
        return SegmentFiles.list(directory);
    }

    private static List<Long> offsets(Path file) throws IOException {
        List<Long> offsets = new ArrayList<>();
        SegmentScan.walk(file, (at, bytes) -> offsets.add(at));
        return offsets;
    }

    /** Changes a byte in the middle of the record at this place in the file. */
    private static void flip(Path file, int record) throws IOException {
        long at = offsets(file).get(record) + 30;
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 1;
        Files.write(file, bytes);
    }

    private static void zero(Path file, long at, int count) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(count), at);
        }
    }

    private static void cut(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private void restore(Path file, byte[] good) throws Exception {
        for (Path each : files()) {
            Files.delete(each);
        }
        Files.deleteIfExists(directory.resolve(SegmentFiles.METADATA));
        Files.write(file, good);
    }

    private JournalConfig config() {
        return JournalConfig.of(directory, "boot-1");
    }

    private ChronicleJournal open() throws JournalException {
        return ChronicleJournal.open(config(), clock);
    }
}
