package org.jpmxcfs.log.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.EntrySource;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.Place;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Heading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries of a journal that are read by plain reads while its writer is at work. */
class SnapshotTest {
    private static final int ENTRIES = 3_000;

    @TempDir Path directory;

    private final ManualClock clock = new ManualClock();

    private ChronicleJournal open() throws JournalException {
        JournalConfig config =
                JournalConfig.of(directory, "boot").withSegments(3_600_000, 256 << 10);
        return ChronicleJournal.open(config, clock);
    }

    @Test
    void shouldReadWhatCountsFromAnyEntryOn() throws Exception {
        try (ChronicleJournal journal = open()) {
            // given: several segments, one of which takes entries back, and marks in between
            List<Entry> entries = Samples.append(journal, ENTRIES);
            journal.truncateFrom(ENTRIES - 99);
            entries = new ArrayList<>(entries.subList(0, ENTRIES - 100));
            journal.saveCommitted(journal.lastIndex());
            entries.addAll(Samples.append(journal, 300));
            journal.saveCommitted(journal.lastIndex());
            assertTrue(journal.stat().segments().size() >= 4);

            try (ReadOnlyJournal seen = ChronicleJournal.openReadOnly(directory)) {
                // when
                EntrySource snapshot = seen.snapshot();

                // then
                assertEquals(1, snapshot.firstIndex());
                assertEquals(entries.size(), snapshot.lastIndex());
                for (int from = 1; from <= entries.size() + 1; from += 400) {
                    try (JournalReader reader = snapshot.reader(from)) {
                        assertEquals(
                                entries.subList(from - 1, entries.size()), Samples.readAll(reader));
                    }
                }
            }
        }
    }

    @Test
    void shouldReadAnEntryAgainWhereItLies() throws Exception {
        try (ChronicleJournal journal = open()) {
            // given
            List<Entry> entries = Samples.append(journal, ENTRIES);
            Place[] places = new Place[ENTRIES];
            try (ReadOnlyJournal seen = ChronicleJournal.openReadOnly(directory)) {
                EntrySource snapshot = seen.snapshot();
                try (JournalReader reader = snapshot.reader(1, (Place) null)) {
                    for (int i = 0; i < ENTRIES; i++) {
                        reader.next();
                        places[i] = reader.place();
                    }
                }

                // when, then: from the place itself, and from one shortly before
                for (int i = 1; i < ENTRIES; i += 331) {
                    for (Place near : List.of(places[i], places[i - 1])) {
                        try (JournalReader reader = snapshot.reader(i + 1, near)) {
                            assertEquals(entries.get(i), reader.next());
                            assertEquals(places[i], reader.place());
                        }
                    }
                    assertTrue(snapshot.holds(i + 1, places[i]));
                }
            }

            // when: some are taken back
            journal.truncateFrom(ENTRIES - 10);
            Samples.append(journal, 20);

            // then
            try (ReadOnlyJournal seen = ChronicleJournal.openReadOnly(directory)) {
                assertFalse(seen.snapshot().holds(ENTRIES, places[ENTRIES - 1]));
                assertTrue(seen.snapshot().holds(ENTRIES - 11, places[ENTRIES - 12]));
            }
        }
    }

    @Test
    void shouldFindTheEndFromAnEntryThatIsKnown() throws Exception {
        try (ChronicleJournal journal = open()) {
            // given
            Samples.append(journal, 500);
            journal.saveCommitted(500);
            Place known = placeOf(500);
            Samples.append(journal, 100);
            try (ReadOnlyJournal seen = ChronicleJournal.openReadOnly(directory)) {
                // when
                seen.lookFrom(500, known);
                // then
                assertEquals(600, seen.lastIndex());
                assertEquals(500, seen.committedIndex());
                Samples.append(journal, 5);
                assertEquals(605, seen.lastIndex());
            }
            try (ReadOnlyJournal seen = ChronicleJournal.openReadOnly(directory)) {
                // when it is not there any more
                seen.lookFrom(500, new Place(known.segment() + 1, known.offset()));
                // then
                assertEquals(605, seen.lastIndex());
            }
        }
    }

    private Place placeOf(long index) throws JournalException {
        try (ReadOnlyJournal seen = ChronicleJournal.openReadOnly(directory);
                JournalReader reader = seen.snapshot().reader(index, (Place) null)) {
            reader.next();
            return reader.place();
        }
    }

    @Test
    void shouldEndWhereTheJournalEndedWhenItWasTaken() throws Exception {
        try (ChronicleJournal journal = open()) {
            // given
            List<Entry> entries = Samples.append(journal, 10);
            try (ReadOnlyJournal seen = ChronicleJournal.openReadOnly(directory);
                    JournalReader reader = seen.snapshot().reader(1)) {
                // when
                Samples.append(journal, 10);

                // then
                assertEquals(entries, Samples.readAll(reader));
                assertNull(reader.next());
                assertEquals(20, seen.snapshot().lastIndex());
            }
        }
    }

    @Test
    void shouldRefuseADamagedRecord() throws Exception {
        // given
        Path file;
        try (ChronicleJournal journal = open()) {
            Samples.append(journal, ENTRIES);
            file = journal.stat().segments().get(0).file();
        }
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, 100_000);
            one.put(0, (byte) ~one.get(0)).rewind();
            channel.write(one, 100_000);
        }

        // when
        try (ReadOnlyJournal seen = ChronicleJournal.openReadOnly(directory);
                JournalReader reader = seen.snapshot().reader(1)) {
            JournalException refusal =
                    assertThrows(JournalException.class, () -> Samples.readAll(reader));

            // then
            assertEquals(JournalException.Reason.DAMAGED, refusal.reason());
            assertTrue(refusal.getMessage().startsWith(file + " ends before it; expected entry"));
        }
    }

    @Test
    void shouldGiveOnlyWhatIsWanted() throws Exception {
        try (ChronicleJournal journal = open()) {
            // given
            List<Entry> entries = Samples.append(journal, ENTRIES);
            List<Heading> asked = new ArrayList<>();

            // when
            List<Entry> read;
            try (ReadOnlyJournal seen = ChronicleJournal.openReadOnly(directory);
                    JournalReader reader =
                            seen.snapshot()
                                    .reader(
                                            1,
                                            heading -> {
                                                asked.add(heading);
                                                return heading.index() % 7 == 0;
                                            })) {
                read = Samples.readAll(reader);
            }

            // then
            assertEquals(entries.stream().map(Heading::of).toList(), asked);
            assertEquals(entries.stream().filter(e -> e.index() % 7 == 0).toList(), read);
        }
    }

    @Test
    void shouldLetGoOfTheFilesWhenItIsClosedInTheMiddle() throws Exception {
        try (ChronicleJournal journal = open()) {
            // given
            List<Entry> entries = Samples.append(journal, ENTRIES);
            try (ReadOnlyJournal seen = ChronicleJournal.openReadOnly(directory)) {
                JournalReader reader = seen.snapshot().reader(1);

                // when
                Entry first = reader.next();
                reader.close();

                // then
                assertEquals(entries.get(0), first);
                assertTrue(
                        Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(thread -> thread.getName().equals(ReadAhead.THREAD)));
            }
        }
    }
}
