package org.jpmxcfs.bench.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.JournalConfig;
import org.jpmxcfs.log.chronicle.ReadOnlyJournal;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.history.Past;
import org.jpmxcfs.materializer.history.PathHistory;
import org.jpmxcfs.materializer.history.Progress;
import org.jpmxcfs.materializer.history.Step;
import org.jpmxcfs.materializer.history.Walk;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Going back in a journal, each time in a process that has done nothing before, as a command does:
 * the time for all entries. A third of them each make a file, write 512 bytes and rename it over a
 * guest's configuration.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(5)
public class ReplayBenchmark {
    private static final int FILES = 1_000;

    /** How many entries the journal holds. */
    @Param({"100000", "1000000"})
    private int entries;

    private Path directory;

    /** Writes the journal. */
    @Setup
    public void setUp() throws IOException {
        directory = Workload.directory();
        JournalConfig config = JournalConfig.of(directory.resolve("journal"), "bench");
        try (ChronicleJournal journal = ChronicleJournal.open(config, Clock.systemUTC())) {
            for (Mutation mutation : Workload.setUp(FILES)) {
                append(journal, mutation);
            }
            byte[] content = Workload.content();
            for (int i = 0; journal.lastIndex() < entries; i++) {
                Location at = Workload.guest(100 + i % FILES);
                Location unfinished = Location.of(at.path() + ".tmp.77");
                append(journal, new Mutation.Create(unfinished));
                append(journal, new Mutation.Write(unfinished, 0, content));
                append(journal, new Mutation.Rename(unfinished, at));
            }
        }
    }

    private static void append(ChronicleJournal journal, Mutation mutation) throws IOException {
        journal.append(Workload.entry(journal.lastIndex() + 1, mutation));
    }

    /** Deletes it. */
    @TearDown
    public void tearDown() throws IOException {
        Workload.delete(directory);
    }

    /** The newest state, in memory. */
    @Benchmark
    public long replay() throws IOException {
        try (ReadOnlyJournal journal = open();
                Past past = past(journal);
                Walk walk = past.at(past.lastIndex(), Progress.NONE)) {
            return walk.tree().checksum();
        }
    }

    /** All that happened to one file. */
    @Benchmark
    public List<Step> history() throws IOException {
        try (ReadOnlyJournal journal = open();
                Past past = past(journal)) {
            return new PathHistory(past, Workload.guest(100).path()).read(Progress.NONE).steps();
        }
    }

    private ReadOnlyJournal open() throws IOException {
        return ChronicleJournal.openReadOnly(directory.resolve("journal"));
    }

    private Past past(ReadOnlyJournal journal) throws IOException {
        return Past.open(journal.snapshot(), journal.id(), directory.resolve("base.db"));
    }
}
