package org.jpmxcfs.bench.jmh;

import java.io.IOException;
import java.nio.file.Path;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.materializer.tree.Changes;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeLoader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Flushing 1,000 changed files of 512 bytes to SQLite in one batch; an operation is one row. */
public class FlushBenchmark extends WritePath {
    private static final int ROWS = 1_000;

    private Path directory;
    private SqliteStore store;
    private Tree tree;
    private byte[] content;
    private long index;
    private Changes changes;

    /** Makes the files and flushes them once. */
    @Setup
    public void setUp() throws IOException {
        directory = Workload.directory();
        store = SqliteStore.open(directory.resolve("config.db"));
        tree = new TreeLoader().load(store::read, new LockTable(() -> 0), Tree.CACHE_BYTES_DEFAULT);
        for (Mutation mutation : Workload.setUp(ROWS)) {
            tree.apply(Workload.entry(++index, mutation));
        }
        content = Workload.content();
        Changes first = tree.drainChanges();
        store.flush(first);
        tree.flushed(first);
    }

    /** Changes every file, which is not part of what is measured. */
    @Setup(Level.Invocation)
    public void change() {
        for (int i = 0; i < ROWS; i++) {
            tree.apply(Workload.entry(++index, Workload.overwrite(100 + i, content)));
        }
        changes = tree.drainChanges();
    }

    /** Deletes the database. */
    @TearDown
    public void tearDown() throws IOException {
        store.close();
        Workload.delete(directory);
    }

    /** One batch. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void flush() throws IOException {
        store.flush(changes);
        tree.flushed(changes);
    }
}
