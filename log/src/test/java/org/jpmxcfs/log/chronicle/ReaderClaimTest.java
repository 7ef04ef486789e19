package org.jpmxcfs.log.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.model.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReaderClaimTest {
    private static final int PER_SEGMENT = 10;
    private static final int SEGMENTS = 3;

    @TempDir Path directory;

    private final ManualClock clock = new ManualClock();

    @Test
    void shouldKeepWhatAReaderFromOutsideHasNotReadYet() throws Exception {
        try (ChronicleJournal journal = write();
                ReadOnlyJournal outside = ChronicleJournal.openReadOnly(directory)) {
            // given
            journal.dropBefore(2 * PER_SEGMENT + 1);
            assertEquals(1, journal.firstIndex());
            try (JournalReader reader = outside.reader(1)) {
                // when
                List<Entry> read = Samples.readNext(reader, PER_SEGMENT + 1);
                // then
                assertEquals(PER_SEGMENT + 1, read.get(PER_SEGMENT).index());
                assertEquals(PER_SEGMENT + 1, journal.firstIndexAfterDrop(2 * PER_SEGMENT + 1));
                journal.dropBefore(2 * PER_SEGMENT + 1);
                assertEquals(PER_SEGMENT + 1, journal.firstIndex());
                assertEquals(
                        SEGMENTS * PER_SEGMENT - PER_SEGMENT - 1, Samples.readAll(reader).size());
            }
        }
    }

    @Test
    void shouldNotWaitForAReaderThatDied() throws Exception {
        try (ChronicleJournal journal = write()) {
            // given
            Path left = directory.resolve(".reader-of-a-dead-process");
            Files.createFile(left);
            // when
            journal.dropBefore(2 * PER_SEGMENT + 1);
            // then
            assertEquals(2 * PER_SEGMENT + 1, journal.firstIndex());
            assertFalse(Files.exists(left));
        }
    }

    @Test
    void shouldLeaveNoClaimBehindWhenClosed() throws Exception {
        try (ChronicleJournal journal = write()) {
            // given
            ReadOnlyJournal outside = ChronicleJournal.openReadOnly(directory);
            assertEquals(1, claims());
            // when
            outside.close();
            // then
            assertEquals(0, claims());
            journal.dropBefore(2 * PER_SEGMENT + 1);
            assertEquals(2 * PER_SEGMENT + 1, journal.firstIndex());
        }
    }

    @Test
    void shouldTellHowLongEntriesWaitForTheirSync() throws Exception {
        try (ChronicleJournal journal =
                ChronicleJournal.open(config().withSyncWindowMillis(60_000), clock)) {
            // given
            Samples.append(journal, 3);
            // when
            SyncStatus waiting = journal.syncStatus();
            journal.sync(3);
            SyncStatus synced = journal.syncStatus();
            // then
            assertEquals(0, waiting.syncedIndex());
            assertEquals(3, synced.syncedIndex());
            assertEquals(0, synced.oldestUnsyncedMillis());
            assertTrue(synced.longestWaitMillis() >= waiting.oldestUnsyncedMillis());
            assertEquals(waiting.syncCount() + 1, synced.syncCount());
            assertTrue(synced.failure().isEmpty());
        }
    }

    private long claims() throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().startsWith(".reader-")).count();
        }
    }

    private ChronicleJournal write() throws Exception {
        ChronicleJournal journal = ChronicleJournal.open(config(), clock);
        for (int i = 0; i < SEGMENTS; i++) {
            Samples.append(journal, PER_SEGMENT);
            clock.advance(3_600_000);
        }
        return journal;
    }

    private JournalConfig config() {
        return JournalConfig.of(directory, "boot");
    }
}
