package org.jpmxcfs.bench.jmh;

import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeLoader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** Applying a write of 512 bytes to a tree of 1,000 files. */
public class ApplyBenchmark extends WritePath {
    private static final int FILES = 1_000;

    private final Mutation.Write[] writes = new Mutation.Write[FILES];
    private Tree tree;
    private long index;

    /** Makes the files. */
    @Setup
    public void setUp() {
        tree =
                new TreeLoader()
                        .load(
                                inode -> new byte[0],
                                new LockTable(() -> 0),
                                Tree.CACHE_BYTES_DEFAULT);
        for (Mutation mutation : Workload.setUp(FILES)) {
            tree.apply(Workload.entry(++index, mutation));
        }
        byte[] content = Workload.content();
        for (int i = 0; i < FILES; i++) {
            writes[i] = Workload.overwrite(100 + i, content);
        }
    }

    /** One entry, each time of the next file. */
    @Benchmark
    public Outcome apply() {
        index++;
        return tree.apply(Workload.entry(index, writes[(int) (index % FILES)]));
    }
}
