package org.jpmxcfs.log.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncLoopTest {
    private static final long DEADLINE_NANOS = 20_000_000_000L;

    @TempDir Path directory;

    @Test
    void shouldSyncByItselfWhatMayNotWait() throws Exception {
        try (ChronicleJournal journal = open(60_000)) {
            // given
            AtomicLong asked = new AtomicLong();
            journal.follow((syncedIndex, lastIndex) -> asked.getAndSet(lastIndex) == 0);

            // when an entry comes that may wait, and then one that may not
            Samples.append(journal, 1);
            await(() -> asked.get() == 1);
            Samples.append(journal, 1);

            // then the second takes the first along
            await(() -> journal.syncedIndex() == 2);
            assertEquals(1, journal.syncStatus().syncCount());
        }
    }

    @Test
    void shouldSyncWhatMayWaitWhenItsTimeHasCome() throws Exception {
        try (ChronicleJournal journal = open(100)) {
            // given
            journal.follow((syncedIndex, lastIndex) -> true);

            // when
            long startNanos = System.nanoTime();
            Samples.append(journal, 1);

            // then
            await(() -> journal.syncedIndex() == 1);
            assertTrue(System.nanoTime() - startNanos >= 50_000_000, "it did not wait");
            assertEquals(0, journal.syncStatus().oldestUnsyncedMillis());
        }
    }

    @Test
    void shouldNotLetMoreThanAMebibyteWait() throws Exception {
        try (ChronicleJournal journal = open(60_000)) {
            // given
            journal.follow((syncedIndex, lastIndex) -> true);

            // when
            while (journal.syncedIndex() == 0) {
                Samples.append(journal, 100);
                LockSupport.parkNanos(100_000);
                assertTrue(journal.lastIndex() < 1_000_000, "nothing is synced");
            }

            // then
            assertTrue(journal.syncedIndex() > 1_000);
        }
    }

    @Test
    void shouldSleepWhileThereIsNothingToSync() throws Exception {
        // given
        CountedSubject subject = new CountedSubject();
        SyncLoop loop = new SyncLoop(subject, 1);
        loop.start();

        // when
        subject.last.incrementAndGet();
        loop.appended();
        await(() -> subject.synced.get() == 1);

        // then it waits for an append, and for no time to pass
        await(() -> stateOf("journal-sync") == Thread.State.WAITING);

        // and when
        subject.last.incrementAndGet();
        loop.appended();

        // then
        await(() -> subject.synced.get() == 2);
        loop.stop();
    }

    private static final class CountedSubject implements SyncLoop.Subject {
        private final AtomicLong last = new AtomicLong();
        private final AtomicLong synced = new AtomicLong();

        @Override
        public long lastIndex() {
            return last.get();
        }

        @Override
        public boolean isBehind() {
            return synced.get() < last.get();
        }

        @Override
        public long patienceNanos() {
            return 0;
        }

        @Override
        public void syncAll() {
            synced.set(last.get());
        }
    }

    private static Thread.State stateOf(String thread) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals(thread))
                .map(Thread::getState)
                .findFirst()
                .orElseThrow();
    }

    private ChronicleJournal open(int longWindowMillis) throws Exception {
        JournalConfig config =
                JournalConfig.of(directory, "boot-1")
                        .withSyncWindowMillis(10)
                        .withLongWindowMillis(longWindowMillis);
        return ChronicleJournal.open(config, new ManualClock());
    }

    private static void await(BooleanSupplier condition) {
        long startNanos = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - startNanos < DEADLINE_NANOS, "not in time");
            LockSupport.parkNanos(1_000_000);
        }
    }
}
