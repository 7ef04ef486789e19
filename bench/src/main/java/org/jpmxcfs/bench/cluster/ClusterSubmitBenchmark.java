package org.jpmxcfs.bench.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jpmxcfs.bench.Table;
import org.jpmxcfs.transport.Sequencer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How many small writes a cluster orders, and how long each takes. All nodes share one process and
 * its processors, so that a real cluster of several machines does better.
 */
@Command(
        name = "cluster-submit",
        description = "Measure writes of 600 bytes that a cluster of one process orders.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  bench/run cluster-submit --nodes=1,3 --seconds=10"})
public final class ClusterSubmitBenchmark implements Callable<Integer> {
    @Option(
            names = "--nodes",
            split = ",",
            defaultValue = "1,3,5,7",
            description = "Sizes of clusters (default: 1,3,5,7).")
    private List<Integer> sizes;

    @Option(
            names = "--in-flight",
            split = ",",
            defaultValue = "1,64",
            description = "Writes under way at a time (default: 1,64).")
    private List<Integer> threadCounts;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "Length of each measurement (default: 10).")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            description = "Seconds before each measurement (default: 10).")
    private int warmUpSeconds;

    @Mixin private Table table;

    /** Runs the benchmark as its own program. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new ClusterSubmitBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add(
                String.format(
                        "%-6s %-10s %-10s %12s %12s %12s %12s",
                        "nodes",
                        "in flight",
                        "asked at",
                        "writes/s",
                        "median us",
                        "p99 us",
                        "CPU us/write"));
        for (int size : sizes) {
            Path directory = Files.createTempDirectory("jpmxcfs-cluster-bench");
            try (BenchCluster cluster = new BenchCluster(directory, size)) {
                for (int threadCount : threadCounts) {
                    lines.add(row(cluster, size, threadCount, "leader"));
                    if (size > 1 && threadCount > 1) {
                        lines.add(row(cluster, size, threadCount, "all"));
                    }
                }
            }
        }
        lines.forEach(line -> table.line("%s", line));
        return 0;
    }

    private String row(BenchCluster cluster, int size, int threadCount, String askedAt)
            throws Exception {
        System.err.printf("%d nodes, %d in flight, asked at %s%n", size, threadCount, askedAt);
        List<? extends Sequencer> targets =
                askedAt.equals("all") ? cluster.sequencers() : List.of(cluster.leader());
        SubmitLoad load = new SubmitLoad(targets, threadCount);
        load.run(warmUpSeconds);
        SubmitLoad.Result result = load.run(seconds);
        return String.format(
                "%-6d %-10d %-10s %12.0f %12.0f %12.0f %12.1f",
                size,
                threadCount,
                askedAt,
                result.perSecond(),
                result.medianMicros(),
                result.p99Micros(),
                result.cpuMicros());
    }
}
