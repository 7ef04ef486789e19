package org.jpmxcfs.materializer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.sqlite.DatabaseCheck;
import org.jpmxcfs.materializer.sqlite.StoreException;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteBehindTest {
    private static final long DEADLINE_NANOS = 20_000_000_000L;

    @TempDir Path directory;

    @Test
    void shouldFlushByItselfAfterTheDelay() throws IOException {
        // given
        MaterializerConfig config = new MaterializerConfig(20, 8 << 20, 20, 2000, 1 << 20);
        try (Workbench bench = bench(config)) {
            // when
            bench.write("f", new byte[100]);

            // then
            await(() -> bench.materializer.flushedIndex() == 2);
            await(() -> bench.materializer.status().lagMillis() == 0);
            assertEquals(0, bench.materializer.status().pendingBytes());
        }
    }

    @Test
    void shouldHoldTheWholeTreeInTheOneFileAfterEachFlush() throws IOException {
        // given
        MaterializerConfig config = new MaterializerConfig(20, 8 << 20, 20, 2000, 1 << 20);
        try (Workbench bench = bench(config)) {
            for (int i = 0; i < 30; i++) {
                bench.write("f" + i, new byte[100 * i]);
            }

            // when
            await(() -> bench.store.isFolded() && bench.materializer.flushedIndex() == 60);

            // then
            assertEquals(bench.digest(), digestOfTheOneFile(bench));
        }
    }

    @Test
    void shouldBringIntoTheOneFileLaterWhatAReaderKeptOut() throws IOException {
        // given
        MaterializerConfig config = new MaterializerConfig(20, 8 << 20, 20, 2000, 1 << 20);
        try (Workbench bench = bench(config)) {
            bench.write("before", new byte[100]);
            bench.materializer.flush();
            try (StateCut reader = bench.materializer.cut()) {
                bench.write("after", new byte[100]);
                bench.materializer.flush();
                assertFalse(bench.store.isFolded());
                assertEquals(2, reader.index());
            }

            // when nobody changes anything
            await(bench.store::isFolded);

            // then
            assertEquals(bench.digest(), digestOfTheOneFile(bench));
        }
    }

    @Test
    void shouldFlushBeforeTheDelayWhenMuchIsPending() throws IOException {
        // given
        MaterializerConfig config = new MaterializerConfig(60_000, 64 << 10, 20, 2000, 1 << 20);
        try (Workbench bench = bench(config)) {
            // when
            bench.write("f", new byte[100 << 10]);

            // then
            await(() -> bench.materializer.flushedIndex() == 2);
        }
    }

    @Test
    void shouldHoldWritersBackButNotForeverWhileTheDatabaseIsSlow() throws IOException {
        // given a bound that each write exceeds by far
        MaterializerConfig config = new MaterializerConfig(60_000, 4 << 10, 20, 200, 1 << 20);
        try (Workbench bench = bench(config)) {
            // when
            for (int i = 0; i < 50; i++) {
                bench.write("f" + i, new byte[20 << 10]);
            }

            // then
            await(() -> bench.materializer.flushedIndex() == 100);
            assertTrue(bench.materializer.status().flushCount() > 10);
        }
    }

    @Test
    void shouldStoreNothingMoreOnceAnEntryCannotBeApplied() throws Exception {
        // given a content that is in the database only, and is changed there
        Path file = directory.resolve("config.db");
        RecordingJournal journal = new RecordingJournal(1);
        try (Workbench bench = Workbench.onDemand(file, journal)) {
            bench.write("f", new byte[3000]);
        }
        Workbench bench = Workbench.onDemand(file, journal);
        change(file, "UPDATE tree SET data = x'00' WHERE name = 'f'");
        bench.apply(new Mutation.Create(Location.of("g")));

        // when
        Mutation write = new Mutation.Write(Location.of("f"), 10, new byte[3]);
        Exception first = assertThrows(IllegalStateException.class, () -> bench.apply(write));
        Mutation create = new Mutation.Create(Location.of("h"));
        Exception second = assertThrows(IllegalStateException.class, () -> bench.apply(create));

        // then
        assertTrue(first.getMessage().contains("restart jpmxcfs"), first.getMessage());
        assertEquals(first.getMessage(), second.getMessage());
        assertEquals(3, bench.materializer.appliedIndex());
        assertThrows(StoreException.class, bench.materializer::flush);
        assertEquals(2, bench.materializer.flushedIndex());
        assertEquals(first.getMessage(), bench.materializer.status().lastError().orElse(""));
        assertThrows(StoreException.class, bench::close);
    }

    @Test
    void shouldCountAFlushAsDoneWhoseListenerFails() throws IOException {
        // given
        try (Workbench bench = bench(Workbench.ON_DEMAND)) {
            bench.materializer.onFlush(
                    nanos -> {
                        throw new IllegalStateException("test: deaf");
                    });

            // when
            bench.write("f", new byte[100]);
            bench.materializer.flush();

            // then
            assertEquals(2, bench.materializer.flushedIndex());
        }
    }

    @Test
    void shouldGoOnByItselfAfterTheJournalFailedForAWhile() throws IOException {
        // given
        MaterializerConfig config = new MaterializerConfig(5, 8 << 20, 5, 2000, 1 << 20);
        try (Workbench bench = bench(config)) {
            bench.journal.failSyncs(true);
            bench.write("f", new byte[100]);
            await(() -> bench.materializer.status().failureCount() >= 3);
            assertEquals(0, bench.materializer.flushedIndex());

            // when
            bench.journal.failSyncs(false);

            // then
            await(() -> bench.materializer.status().lastError().isEmpty());
            assertEquals(2, bench.materializer.flushedIndex());
        }
    }

    @Test
    void shouldKeepTheLastCommitOnAFullDiskAndGoOnWhenThereIsSpace() throws Exception {
        // given
        Path disk = directory.resolve("disk");
        Files.createDirectory(disk);
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()),
                "mounting needs root");
        try {
            Path ballast = disk.resolve("ballast");
            Path file = disk.resolve("config.db");
            RecordingJournal journal = new RecordingJournal(1);
            try (Workbench bench = Workbench.onDemand(file, journal)) {
                bench.write("before", new byte[1000]);
                bench.materializer.flush();
                fill(ballast);

                // when
                bench.write("after", new byte[100_000]);
                StoreException failure =
                        assertThrows(StoreException.class, bench.materializer::flush);

                // then
                assertEquals(Reason.FULL, failure.reason());
                assertEquals(2, bench.materializer.flushedIndex());
                assertEquals(100_000, bench.materializer.tree().find("after").size());

                // and when
                Files.delete(ballast);
                bench.materializer.flush();

                // then
                assertEquals(4, bench.materializer.flushedIndex());
            }
            try (Workbench bench = Workbench.onDemand(file, journal)) {
                assertEquals(100_000, bench.materializer.tree().find("after").size());
            }
        } finally {
            assertTrue(run("umount", disk.toString()));
        }
    }

    @Test
    void shouldStoreWhatIsPendingWhenItCloses() throws IOException {
        // given
        RecordingJournal journal = new RecordingJournal(1);
        Path file = directory.resolve("config.db");
        try (Workbench bench = Workbench.onDemand(file, journal)) {
            bench.apply(new Mutation.Create(Location.of("f")));
        }

        // when
        try (Workbench bench = Workbench.onDemand(file, journal)) {
            // then
            assertEquals(1, bench.materializer.flushedIndex());
        }
        assertFalse(Files.exists(directory.resolve("config.db-wal")));
    }

    private String digestOfTheOneFile(Workbench bench) throws IOException {
        Path copy = directory.resolve("copy.db");
        Files.copy(bench.file, copy);
        assertEquals(List.of(), DatabaseCheck.check(copy));
        try (Workbench other = Workbench.onDemand(copy, bench.journal)) {
            assertEquals(bench.materializer.flushedIndex(), other.store.appliedIndex());
            return other.digest();
        }
    }

    private Workbench bench(MaterializerConfig config) throws IOException {
        return new Workbench(directory.resolve("config.db"), new RecordingJournal(1), config);
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - start < DEADLINE_NANOS, "not in time");
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void fill(Path ballast) throws IOException {
        try (var out = Files.newOutputStream(ballast)) {
            byte[] page = new byte[4096];
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            assertTrue(String.valueOf(full.getMessage()).contains("No space left"));
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    private static void change(Path database, String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement outside = connection.createStatement()) {
            outside.execute(statement);
        }
    }
}
