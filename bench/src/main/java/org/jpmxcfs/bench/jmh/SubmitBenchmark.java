package org.jpmxcfs.bench.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.jpmxcfs.fuse.metrics.NodeMetrics;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.JournalConfig;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.MaterializerConfig;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.Sequencer;
import org.jpmxcfs.transport.local.LocalSequencer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The whole path of a write of 512 bytes below the mount: encode, append, apply, with the
 * write-behind at work.
 */
public class SubmitBenchmark extends WritePath {
    private static final int FILES = 1_000;

    /** Whether metrics are taken. */
    @Param({"off", "on"})
    public String metrics;

    private final Mutation.Write[] writes = new Mutation.Write[FILES];
    private Path directory;
    private ChronicleJournal journal;
    private Materializer materializer;
    private Sequencer sequencer;
    private int next;

    /** Puts the parts of a node without a cluster together. */
    @Setup
    public void setUp() throws IOException {
        directory = Workload.directory();
        SqliteStore store = SqliteStore.open(directory.resolve("config.db"));
        journal =
                ChronicleJournal.open(
                        JournalConfig.of(directory.resolve("journal"), "bench"), Clock.systemUTC());
        materializer =
                Materializer.open(
                        store,
                        journal,
                        journal.id(),
                        journal.lastIndex(),
                        MaterializerConfig.defaults());
        sequencer =
                new LocalSequencer(
                        journal, materializer::apply, Durability.BATCH, System::currentTimeMillis);
        if (metrics.equals("on")) {
            sequencer = new NodeMetrics("bench", "", sequencer, materializer).sequencer();
        }
        for (Mutation mutation : Workload.setUp(FILES)) {
            sequencer.submit(mutation);
        }
        byte[] content = Workload.content();
        for (int i = 0; i < FILES; i++) {
            writes[i] = Workload.overwrite(100 + i, content);
        }
    }

    /** Stops and deletes everything. */
    @TearDown
    public void tearDown() throws IOException {
        sequencer.close();
        materializer.close();
        journal.close();
        Workload.delete(directory);
    }

    /** One write, each time of the next file. */
    @Benchmark
    public Outcome submit() throws IOException {
        next++;
        if (next % Workload.ENTRIES_BETWEEN_DROPS == 0) {
            journal.dropBefore(materializer.flushedIndex());
        }
        return sequencer.submit(writes[next % FILES]);
    }
}
