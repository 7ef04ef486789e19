package org.jpmxcfs.materializer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.sqlite.Backups;
import org.jpmxcfs.materializer.sqlite.DatabaseCheck;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.materializer.sqlite.StoreException;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;
import org.jpmxcfs.materializer.tree.Tree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaterializerTest {
    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldHaveTheSameTreeAfterCloseAndOpen(long seed) throws IOException {
        // given
        RecordingJournal journal = new RecordingJournal(1);
        RandomMutations mutations = new RandomMutations(seed);
        String digest;
        long checksum;
        try (Workbench bench = Workbench.onDemand(file(), journal)) {
            for (int i = 0; i < 3000; i++) {
                bench.apply(mutations.next());
                if (i % 97 == 0) {
                    bench.materializer.flush();
                }
            }
            digest = bench.digest();
            checksum = bench.materializer.tree().checksum();
        }

        // when
        try (Workbench bench = Workbench.onDemand(file(), journal)) {
            // then
            Tree tree = bench.materializer.tree();
            assertEquals(digest, bench.digest(), "seed " + seed);
            assertEquals(checksum, tree.checksum());
            assertEquals(3000, tree.appliedIndex());
            assertEquals(50, tree.clusterLog().newest(50).size());
        }
        assertEquals(List.of(), DatabaseCheck.check(file()), "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void shouldReplayWhatWasNotFlushedWhenTheProcessDied(long seed) throws IOException {
        // given a database as a kill leaves it: copied with its log while in use
        RecordingJournal journal = new RecordingJournal(1);
        RandomMutations mutations = new RandomMutations(seed);
        Path killed = directory.resolve("killed.db");
        String digest;
        try (Workbench bench = Workbench.onDemand(file(), journal)) {
            for (int i = 0; i < 2000; i++) {
                bench.apply(mutations.next());
                if (i == 500 || i == 1200) {
                    bench.materializer.flush();
                }
            }
            copyInUse(file(), killed);
            digest = bench.digest();
        }

        // when
        try (Workbench bench = Workbench.onDemand(killed, journal)) {
            // then
            assertEquals(1201, bench.materializer.flushedIndex());
            assertEquals(digest, bench.digest(), "seed " + seed);
        }
    }

    @Test
    void shouldRebuildTheSameDatabaseFromTheJournalAlone() throws IOException {
        // given
        RecordingJournal journal = new RecordingJournal(1);
        RandomMutations mutations = new RandomMutations(21);
        String digest;
        try (Workbench bench = Workbench.onDemand(file(), journal)) {
            for (int i = 0; i < 1000; i++) {
                bench.apply(mutations.next());
            }
            digest = bench.digest();
        }

        // when
        try (Workbench bench = Workbench.onDemand(directory.resolve("rebuilt.db"), journal)) {
            // then
            assertEquals(digest, bench.digest());
        }
    }

    @Test
    void shouldReplayAJournalOnTheBaseThatItBeganWith() throws IOException {
        // given a tree from elsewhere, kept before its journal began
        Path base = directory.resolve("base.db");
        RecordingJournal journal = new RecordingJournal(1);
        makeDatabase(5);
        Backups.importFrom(file(), file(), false, Instant.EPOCH);
        try (SqliteStore store = SqliteStore.open(file())) {
            Backups.copyWhole(store.file(), base, Optional.of(Workbench.JOURNAL_ID));
        }
        String digest;
        try (Workbench bench = Workbench.onDemand(file(), journal)) {
            bench.write("later", new byte[100]);
            digest = bench.digest();
        }

        // when
        try (Workbench bench = Workbench.onDemand(base, journal)) {
            // then
            assertEquals(digest, bench.digest());
        }
    }

    @Test
    void shouldRefuseAnImportedDatabaseBesideAnotherJournal() throws IOException {
        // given
        RecordingJournal journal = new RecordingJournal(1);
        try (Workbench bench = Workbench.onDemand(file(), journal)) {
            bench.write("f", new byte[100]);
        }
        Backups.importFrom(file(), file(), false, Instant.EPOCH);

        // when
        StoreException refusal = openWith(journal, Workbench.JOURNAL_ID);

        // then
        assertEquals(Reason.MISMATCH, refusal.reason());
        assertTrue(refusal.getMessage().contains("db import"), refusal.getMessage());
    }

    @Test
    void shouldSyncTheJournalBeforeItCommits() throws IOException {
        // given
        RecordingJournal journal = new RecordingJournal(1);
        try (Workbench bench = Workbench.onDemand(file(), journal)) {
            bench.write("f", new byte[10]);
            journal.failSyncs(true);

            // when
            assertThrows(IOException.class, bench.materializer::flush);

            // then
            assertEquals(0, bench.store.appliedIndex());
            assertEquals(1, bench.materializer.status().failureCount());
            assertTrue(bench.materializer.status().lastError().isPresent());

            // and when
            journal.failSyncs(false);
            bench.materializer.flush();

            // then
            assertEquals(2, bench.store.appliedIndex());
            assertEquals(2, journal.syncedIndex());
            assertFalse(bench.materializer.status().lastError().isPresent());
        }
    }

    @Test
    void shouldStoreAFileWrittenManyTimesAsOneRow() throws IOException {
        // given
        RecordingJournal journal = new RecordingJournal(1);
        try (Workbench bench = Workbench.onDemand(file(), journal)) {
            Location at = Location.of("f");
            bench.apply(new Mutation.Create(at));
            bench.materializer.flush();
            long before = logBytes();

            // when
            for (int i = 0; i < 1000; i++) {
                bench.apply(new Mutation.Write(at, 500L * i, new byte[500]));
            }
            bench.materializer.flush();

            // then
            long written = logBytes() - before;
            assertTrue(written < 700_000, written + " bytes for 500,000 of content");
        }
    }

    @Test
    void shouldRefuseAJournalThatBeginsAfterTheDatabase() throws IOException {
        // given
        makeDatabase(10);

        // when
        StoreException refusal = openWith(new RecordingJournal(12), Workbench.JOURNAL_ID);

        // then
        assertEquals(Reason.MISMATCH, refusal.reason());
        assertTrue(refusal.getMessage().contains("ends at entry 10"), refusal.getMessage());
    }

    @Test
    void shouldRefuseAJournalThatEndsBeforeTheDatabase() throws IOException {
        // given
        makeDatabase(10);

        // when
        StoreException refusal = openWith(new RecordingJournal(1), Workbench.JOURNAL_ID);

        // then
        assertEquals(Reason.MISMATCH, refusal.reason());
        assertTrue(refusal.getMessage().contains("journal ends at entry 0"), refusal.getMessage());
    }

    @Test
    void shouldRefuseTheJournalOfAnotherDatabase() throws IOException {
        // given
        makeDatabase(10);

        // when
        StoreException refusal = openWith(new RecordingJournal(11), new UUID(7, 7));

        // then
        assertEquals(Reason.MISMATCH, refusal.reason());
        assertTrue(refusal.getMessage().contains("belongs to journal"), refusal.getMessage());
    }

    private StoreException openWith(RecordingJournal journal, UUID id) throws IOException {
        try (SqliteStore store = SqliteStore.open(file())) {
            return assertThrows(
                    StoreException.class,
                    () -> Materializer.open(store, journal, id, 0, Workbench.ON_DEMAND));
        }
    }

    private void makeDatabase(int entries) throws IOException {
        try (Workbench bench = Workbench.onDemand(file(), new RecordingJournal(1))) {
            for (int i = 0; i < entries; i++) {
                bench.apply(new Mutation.Create(Location.of("f" + i)));
            }
        }
    }

    private Path file() {
        return directory.resolve("config.db");
    }

    private long logBytes() throws IOException {
        return Files.size(directory.resolve("config.db-wal"));
    }

    private static void copyInUse(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(Path.of(from + "-wal"), Path.of(to + "-wal"));
    }
}
