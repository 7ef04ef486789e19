package org.jpmxcfs.materializer.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jpmxcfs.log.EntrySource;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.JournalConfig;
import org.jpmxcfs.log.chronicle.ReadOnlyJournal;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the history of one file takes of the processor, in terms of a plain scan of the same
 * journal.
 */
class HistoryPaceTest {
    private static final int REPLACES = 6_000;
    private static final int ROUNDS = 5;

    /**
     * It reads the journal twice, and applies each entry; what its caller does of that took 2 to 3
     * scans when measured.
     */
    private static final int SCANS_MAX = 30;

    // Not the time that passes: it depends on who else uses the machine.
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    @TempDir Path dir;

    @Test
    void shouldTellTheHistoryOfAFileForThePriceOfAFewScans() throws Exception {
        // given
        writeJournal();
        long scanNanos = Long.MAX_VALUE;
        long historyNanos = Long.MAX_VALUE;

        // when
        try (ReadOnlyJournal journal = ChronicleJournal.openReadOnly(dir)) {
            EntrySource entries = journal.snapshot();
            try (Past past = Past.open(entries, journal.id(), dir.resolve("base.db"))) {
                for (int round = 0; round < ROUNDS; round++) {
                    long start = CPU.getCurrentThreadCpuTime();
                    long count = scan(entries);
                    long scanned = CPU.getCurrentThreadCpuTime();
                    int steps = new PathHistory(past, "f7").read(Progress.NONE).steps().size();
                    historyNanos = Math.min(historyNanos, CPU.getCurrentThreadCpuTime() - scanned);
                    scanNanos = Math.min(scanNanos, scanned - start);
                    assertEquals(past.lastIndex(), count);
                    assertEquals(REPLACES / 100 + 2, steps);
                }
            }
        }

        // then
        System.out.printf(
                "%,d entries: scan %,d us, history %,d us%n",
                3 * REPLACES, scanNanos / 1_000, historyNanos / 1_000);
        assertTrue(
                historyNanos < SCANS_MAX * scanNanos,
                () -> "the history took more than " + SCANS_MAX + " scans");
    }

    private static long scan(EntrySource entries) throws Exception {
        long count = 0;
        try (JournalReader reader = entries.reader(1, heading -> true)) {
            while (reader.next() != null) {
                count++;
            }
        }
        return count;
    }

    private void writeJournal() throws Exception {
        byte[] bytes = new byte[512];
        JournalConfig config = JournalConfig.of(dir, "boot");
        try (ChronicleJournal journal = ChronicleJournal.open(config, InstantSource.system())) {
            for (int i = 0; i < REPLACES; i++) {
                Location file = Location.of("f" + i % 100);
                Location unfinished = Location.of("f" + i % 100 + ".tmp");
                append(journal, new Mutation.Create(unfinished));
                append(journal, new Mutation.Write(unfinished, 0, bytes));
                append(journal, new Mutation.Rename(unfinished, file));
            }
        }
    }

    private static void append(ChronicleJournal journal, Mutation mutation) throws Exception {
        long index = journal.lastIndex() + 1;
        journal.append(new Entry(index, 0, 0, index, 1_000 * index, mutation));
    }
}
