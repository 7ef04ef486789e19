package org.jpmxcfs.materializer.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.JournalConfig;
import org.jpmxcfs.log.chronicle.ReadOnlyJournal;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.tree.StateDigest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the index tells is what the entries tell. */
class HistoryIndexTest {
    private static final int PART_ENTRIES = 50;
    private static final List<String> DIRECTORIES = List.of("d", "e", "d/sub");
    private static final List<String> NAMES =
            List.of("a", "b", "c", "d/a", "d/b", "e/a", "d/sub/x", "d/sub/y", "moved");

    @TempDir Path dir;
    private ChronicleJournal journal;
    private HistoryIndexing indexing;
    private Path base;

    @BeforeEach
    void open() throws IOException {
        journal =
                ChronicleJournal.open(
                        JournalConfig.of(dir.resolve("journal"), "boot")
                                .withSegments(3_600_000, 64 << 10),
                        InstantSource.system());
        base = dir.resolve("base.db");
        indexing = new HistoryIndexing(dir.resolve("journal"), base, PART_ENTRIES);
    }

    @AfterEach
    void close() throws IOException {
        journal.close();
    }

    @Test
    void shouldTellWhatTheEntriesTell() throws IOException {
        // given
        long seed = System.nanoTime();
        Random random = new Random(seed);
        write(random, 1_000);
        build();
        write(random, 70);
        // then
        try (ReadOnlyJournal from = ChronicleJournal.openReadOnly(dir.resolve("journal"));
                Past plain = Past.open(from.snapshot(), from.id(), base);
                Past indexed = past(from)) {
            assertTrue(indexed.index().through() >= 950, () -> "seed " + seed);
            for (String name : NAMES) {
                assertSameHistory(plain, indexed, name, seed);
            }
            for (String name : List.of("d", "e", "d/sub", "", "never", "d/never")) {
                assertSameHistory(plain, indexed, name, seed);
            }
            for (int i = 0; i < 40; i++) {
                long index = random.nextInt((int) plain.lastIndex() + 1);
                assertSameState(plain, indexed, index, seed);
            }
            for (long time = 999; time <= 1_000 + plain.lastIndex(); time += 37) {
                assertSameMoment(plain, indexed, time * 1_000);
            }
        }
    }

    @Test
    void shouldReadEntriesWhereAFileOfItIsMissingOrDamaged() throws IOException {
        // given
        write(new Random(7), 600);
        build();
        Path index = HistoryIndex.in(dir.resolve("journal"));
        List<Path> steps = HistoryIndex.files(index, HistoryIndex.STEPS);
        List<Path> states = HistoryIndex.files(index, HistoryIndex.STATE);
        byte[] damaged = Files.readAllBytes(steps.get(2));
        damaged[damaged.length / 2] ^= 1;
        Files.write(steps.get(2), damaged);
        Files.write(states.get(1), new byte[10]);
        // then
        try (ReadOnlyJournal from = ChronicleJournal.openReadOnly(dir.resolve("journal"));
                Past plain = Past.open(from.snapshot(), from.id(), base);
                Past indexed = past(from)) {
            long through = HistoryIndex.lastIndexOf(steps.get(1));
            assertEquals(through, indexed.index().through());
            assertSameHistory(plain, indexed, "a", 7);
            assertSameState(plain, indexed, through + 3, 7);
        }
        // when
        build();
        // then
        try (ReadOnlyJournal from = ChronicleJournal.openReadOnly(dir.resolve("journal"));
                Past indexed = past(from)) {
            assertTrue(indexed.index().through() > 500);
        }
    }

    @Test
    void shouldForgetWhatWasTakenBack() throws IOException {
        // given
        write(new Random(7), 300);
        build();
        // when: other entries take the place of the last ones
        journal.truncateFrom(220);
        write(new Random(8), 100);
        // then
        try (ReadOnlyJournal from = ChronicleJournal.openReadOnly(dir.resolve("journal"));
                Past plain = Past.open(from.snapshot(), from.id(), base);
                Past indexed = past(from)) {
            assertTrue(indexed.index().through() < 220);
            assertSameHistory(plain, indexed, "a", 7);
            assertSameState(plain, indexed, 250, 7);
        }
    }

    @Test
    void shouldReadNoMoreEntriesOfAJournalTenTimesAsLong() throws IOException {
        // given
        Random random = new Random(7);
        write(random, 300);
        build();
        int few = entriesReadForTheNewest();
        // when
        write(random, 2_700);
        build();
        // then: those behind the last part, less than two parts of them
        assertTrue(few <= 2 * PART_ENTRIES, () -> few + " of 300");
        int later = entriesReadForTheNewest();
        assertTrue(later <= 2 * PART_ENTRIES, () -> later + " of 3,000");
    }

    private int entriesReadForTheNewest() throws IOException {
        try (ReadOnlyJournal from = ChronicleJournal.openReadOnly(dir.resolve("journal"))) {
            CountedEntries counted = new CountedEntries(from.snapshot());
            Path index = HistoryIndex.in(dir.resolve("journal"));
            try (Past past = Past.open(counted, from.id(), base, index)) {
                new PathHistory(past, "a").read(Progress.NONE, 5);
                return counted.count();
            }
        }
    }

    @Test
    void shouldMakeAPartOnlyWhenItIsWorthIt() throws IOException {
        write(new Random(7), PART_ENTRIES - 1);
        assertFalse(advance());
        write(new Random(8), 1);
        assertTrue(advance());
        assertFalse(advance());
        indexing.drop(PART_ENTRIES);
        Path index = HistoryIndex.in(dir.resolve("journal"));
        assertEquals(List.of(), HistoryIndex.files(index, HistoryIndex.STEPS));
        assertEquals(List.of(), HistoryIndex.files(index, HistoryIndex.STATE));
    }

    private void build() throws IOException {
        while (advance()) {
            // One part at a time.
        }
    }

    private boolean advance() throws IOException {
        try (ReadOnlyJournal from = ChronicleJournal.openReadOnly(dir.resolve("journal"))) {
            return indexing.advance(from.snapshot(), from.id());
        }
    }

    private Past past(ReadOnlyJournal from) throws IOException {
        Path index = HistoryIndex.in(dir.resolve("journal"));
        HistoryIndex.newest(index, from.id())
                .ifPresent(known -> from.lookFrom(known.index(), known.place()));
        return Past.open(from.snapshot(), from.id(), base, index);
    }

    private static void assertSameHistory(Past plain, Past indexed, String name, long seed)
            throws IOException {
        List<String> expected = texts(new PathHistory(plain, name).read(Progress.NONE).steps());
        assertEquals(
                expected,
                texts(new PathHistory(indexed, name).read(Progress.NONE).steps()),
                () -> name + ", seed " + seed);
        int from = Math.max(0, expected.size() - 5);
        assertEquals(
                expected.subList(from, expected.size()),
                texts(new PathHistory(indexed, name).read(Progress.NONE, 5).steps()),
                () -> name + ", seed " + seed);
    }

    private static List<String> texts(List<Step> steps) {
        return steps.stream().map(Story::text).toList();
    }

    private static void assertSameState(Past plain, Past indexed, long index, long seed)
            throws IOException {
        try (Walk expected = plain.at(index, Progress.NONE);
                Walk walk = indexed.at(index, Progress.NONE)) {
            assertEquals(expected.tree().checksum(), walk.tree().checksum());
            assertArrayEquals(
                    StateDigest.of(expected.tree()),
                    StateDigest.of(walk.tree()),
                    () -> "entry " + index + ", seed " + seed);
        }
    }

    private static void assertSameMoment(Past plain, Past indexed, long timeMillis)
            throws IOException {
        try {
            long expected = plain.indexAt(timeMillis, Progress.NONE);
            assertEquals(expected, indexed.indexAt(timeMillis, Progress.NONE));
        } catch (HistoryException tooOld) {
            assertThrows(HistoryException.class, () -> indexed.indexAt(timeMillis, Progress.NONE));
        }
    }

    private void write(Random random, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            append(random.nextInt(20) == 0 ? directory(random) : file(random));
        }
    }

    private static Mutation directory(Random random) {
        Location at = Location.of(DIRECTORIES.get(random.nextInt(DIRECTORIES.size())));
        return random.nextInt(4) == 0 ? new Mutation.Delete(at) : new Mutation.MakeDirectory(at);
    }

    private static Mutation file(Random random) {
        Location at = Location.of(NAMES.get(random.nextInt(NAMES.size())));
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Mutation.Create(at);
            case 2, 3 -> new Mutation.Write(at, 0, bytes(random));
            case 4 -> new Mutation.Write(at, random.nextInt(40), bytes(random));
            case 5 -> new Mutation.Truncate(at, random.nextInt(3) * 20);
            case 6 -> new Mutation.Rename(at, Location.of(NAMES.get(random.nextInt(NAMES.size()))));
            default ->
                    random.nextInt(3) == 0
                            ? new Mutation.Delete(at)
                            : new Mutation.SetMtime(at, random.nextInt(1_000));
        };
    }

    private static byte[] bytes(Random random) {
        return Integer.toString(random.nextInt()).getBytes(StandardCharsets.US_ASCII);
    }

    private void append(Mutation mutation) throws IOException {
        long index = journal.lastIndex() + 1;
        journal.append(new Entry(index, 0, 1, index, (1_000 + index) * 1_000, mutation));
    }
}
