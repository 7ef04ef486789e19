package org.jpmxcfs.bench.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.JournalConfig;
import org.jpmxcfs.log.model.Mutation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Appending a write of 512 bytes to the journal, which the background sync follows at its own pace.
 */
public class AppendBenchmark extends WritePath {
    private Path directory;
    private ChronicleJournal journal;
    private Mutation.Write write;

    /** Opens an empty journal. */
    @Setup
    public void setUp() throws IOException {
        directory = Workload.directory();
        journal =
                ChronicleJournal.open(
                        JournalConfig.of(directory.resolve("journal"), "bench"), Clock.systemUTC());
        write = Workload.overwrite(100, Workload.content());
    }

    /** Deletes it. */
    @TearDown
    public void tearDown() throws IOException {
        journal.close();
        Workload.delete(directory);
    }

    /** One entry. */
    @Benchmark
    public void append() throws IOException {
        long index = journal.lastIndex() + 1;
        journal.append(Workload.entry(index, write));
        if (index % Workload.ENTRIES_BETWEEN_DROPS == 0) {
            journal.dropBefore(index);
        }
    }
}
