package org.jpmxcfs.log.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupSyncTest {
    private static final int WAITERS = 16;
    private static final int ROUNDS = 50;

    @TempDir Path directory;

    @Test
    void shouldCoverEveryWaiterWithTheIndexItAskedFor() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WAITERS);
        try (ChronicleJournal journal =
                ChronicleJournal.open(
                        JournalConfig.of(directory, "boot-1").withSyncWindowMillis(60_000),
                        new ManualClock())) {
            for (int round = 0; round < ROUNDS; round++) {
                // given
                List<Future<Boolean>> covered = new ArrayList<>();
                // when
                for (int i = 0; i < WAITERS; i++) {
                    Samples.append(journal, 1);
                    long index = journal.lastIndex();
                    covered.add(
                            threads.submit(
                                    () -> {
                                        journal.sync(index);
                                        return journal.syncedIndex() >= index;
                                    }));
                }
                // then
                for (Future<Boolean> each : covered) {
                    assertTrue(each.get(20, TimeUnit.SECONDS));
                }
            }
            assertEquals(ROUNDS * WAITERS, journal.syncedIndex());
        } finally {
            threads.shutdownNow();
        }
    }
}
