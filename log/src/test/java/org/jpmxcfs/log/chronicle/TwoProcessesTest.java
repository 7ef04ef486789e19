package org.jpmxcfs.log.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.RandomEntries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoProcessesTest {
    private static final int KILLS = 5;

    @TempDir Path temp;

    @Test
    void shouldKeepEveryToldEntryWhenTheWriterIsKilled() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int kill = 1; kill <= KILLS; kill++) {
            // given
            long told;
            try (ChildWriter writer = ChildWriter.start(temp)) {
                told = writer.nextIndex();
                for (int more = random.nextInt(20_000); more > 0; more--) {
                    told = writer.nextIndex();
                }
                // when
                told = writer.kill(told);
            }
            // then
            String where = "kill " + kill + ", seed " + seed;
            try (ChronicleJournal journal =
                    ChronicleJournal.open(JournalConfig.of(temp, "boot-1"), new ManualClock())) {
                assertTrue(journal.lastIndex() >= told, where + ": told " + told);
                assertTrue(journal.lastIndex() <= told + 1, where + ": told " + told);
                assertFalse(journal.wasCleanStop(), where);
                assertHolds(journal.reader(1), journal.lastIndex());
            }
        }
    }

    @Test
    void shouldFollowAWriterInAnotherProcessAcrossItsDeath() throws Exception {
        long told;
        ReadOnlyJournal journal;
        JournalReader reader;
        long next = 1;
        // given
        try (ChildWriter writer = ChildWriter.start(temp)) {
            told = writer.nextIndex();
            journal = ChronicleJournal.openReadOnly(temp);
            reader = journal.reader(1);
            while (told < 10_000) {
                told = writer.nextIndex();
            }
            // when
            next = follow(reader, next, told);
            told = writer.kill(told);
            next = follow(reader, next, told);
        }
        try (ChildWriter writer = ChildWriter.start(temp)) {
            told = writer.nextIndex() + 1000;
            next = follow(reader, next, told);
            // then
            assertTrue(journal.lastIndex() >= told);
            assertEquals(1, journal.firstIndex());
            assertTrue(journal.stat().segments().size() > 3);
            assertTrue(next > told);
        }
        reader.close();
        journal.close();
    }

    @Test
    void shouldMakeNothingWhenThereIsNoJournalToRead() throws Exception {
        // given
        Path missing = temp.resolve("missing");
        // when
        JournalException e =
                assertThrows(JournalException.class, () -> ChronicleJournal.openReadOnly(missing));
        // then
        assertEquals("there is no journal in " + missing + "; check the path", e.getMessage());
        assertFalse(Files.exists(missing));
    }

    private static long follow(JournalReader reader, long from, long to) throws Exception {
        long[] next = {from};
        Samples.await(
                () -> {
                    try {
                        for (Entry e = reader.next(); e != null; e = reader.next()) {
                            assertEquals(sample(next[0]), e);
                            next[0]++;
                        }
                    } catch (JournalException e) {
                        throw new AssertionError("at " + next[0], e);
                    }
                    return next[0] > to;
                });
        return next[0];
    }

    private static void assertHolds(JournalReader reader, long last) throws Exception {
        for (long index = 1; index <= last; index++) {
            assertEquals(sample(index), reader.next());
        }
        reader.close();
    }

    private static Entry sample(long index) {
        return new RandomEntries(new SplittableRandom(index)).entry(index);
    }
}
