package org.jpmxcfs.bench.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jpmxcfs.bench.Table;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What a user of the mount feels: the workload of fsbench on a mount of ours and, turn by turn in
 * the same run, on a mount that does nothing. Figures of different machines compare only as the
 * ratio of the two.
 */
@Command(
        name = "mount",
        description = "Measure a whole mount beside one that does nothing.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  bench/run mount --rounds=3"})
public final class MountBenchmark implements Callable<Integer> {
    /**
     * Medians of pmxcfs 9.1.6 in microseconds, as recorded with the workload, and the targets set
     * for this project.
     */
    private enum Reference {
        CREATE("create+write 512B", 94, 65),
        OVERWRITE("overwrite 512B", 42, 30),
        REPLACE("atomic replace 512B", 150, 95),
        READ("open+read 512B", 21, 24),
        STAT("stat", 3, Double.NaN),
        LIST("readdir", 7_500, 2_000),
        LOCK("lock mkdir+rmdir", 93, 55),
        SMALL_WRITES("500 KB file in 512 B writes", 1_640_000, 120_000),
        ONE_WRITE("1 MiB file one write", 44_500, 10_000),
        READ_LARGE("read 1 MiB", 2_700, Double.NaN),
        UNLINK("unlink", 45, 33);

        private final String operation;
        private final double originalMicros;
        private final double targetMicros;

        Reference(String operation, double originalMicros, double targetMicros) {
            this.operation = operation;
            this.originalMicros = originalMicros;
            this.targetMicros = targetMicros;
        }
    }

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Rounds after the warm-up; medians of them are shown (default: 3).")
    private int rounds;

    @Option(
            names = "--count",
            defaultValue = "2000",
            description = "Operations of each kind in a round (default: 2000).")
    private int count;

    @Option(
            names = "--warm-up",
            defaultValue = "2",
            description = "Rounds before, each more than 20,000 operations (default: 2).")
    private int warmUp;

    @Option(
            names = "--app",
            required = true,
            description = "Directory of the built jpmxcfs: fuse/target/jpmxcfs.")
    private Path app;

    @Mixin private Table table;

    /** Runs the benchmark as its own program. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new MountBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Path directory = Files.createTempDirectory("jpmxcfs-mount-bench");
        FsBench workload = new FsBench(directory);
        Map<String, List<FsBench.Row>> ours = new LinkedHashMap<>();
        Map<String, List<FsBench.Row>> nothing = new LinkedHashMap<>();
        try (Daemon jpmxcfs =
                        Daemon.start(directory.resolve("jpmxcfs"), jpmxcfsCommand(directory));
                Daemon idle =
                        Daemon.start(directory.resolve("nothing"), nothingCommand(directory))) {
            for (int round = -warmUp; round < rounds; round++) {
                String what = round < 0 ? "warm-up" : "round " + (round + 1) + " of " + rounds;
                System.err.println("mount benchmark: " + what);
                Map<String, FsBench.Row> first = workload.run(jpmxcfs, count);
                Map<String, FsBench.Row> second = workload.run(idle, count);
                if (round >= 0) {
                    first.forEach((k, v) -> ours.computeIfAbsent(k, x -> new ArrayList<>()).add(v));
                    second.forEach(
                            (k, v) -> nothing.computeIfAbsent(k, x -> new ArrayList<>()).add(v));
                }
            }
        }
        print(ours, nothing);
        return 0;
    }

    private List<String> jpmxcfsCommand(Path directory) {
        return List.of(
                app.resolve("bin/jpmxcfs").toString(),
                "mount",
                directory.resolve("jpmxcfs").toString(),
                "--data-dir=" + directory.resolve("data"),
                "--node=bench",
                "--local",
                "--foreground");
    }

    private List<String> nothingCommand(Path directory) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xms24m",
                "-Xmx384m",
                "-cp",
                System.getProperty("java.class.path"),
                DoNothingMount.class.getName(),
                directory.resolve("nothing").toString(),
                "8");
    }

    private void print(
            Map<String, List<FsBench.Row>> ours, Map<String, List<FsBench.Row>> nothing) {
        table.line(
                "fsbench, %d operations of a kind, client and daemon on one processor, batch sync,"
                        + " medians of %d rounds, microseconds",
                count, rounds);
        table.line(
                "%-28s %10s %10s %11s %9s %6s %10s %10s",
                "operation", "p50", "p99", "written B", "nothing", "ratio", "target", "pmxcfs");
        for (Reference reference : Reference.values()) {
            List<FsBench.Row> rows = ours.get(reference.operation);
            double p50 = median(rows, FsBench.Row::p50Micros);
            double floor = median(nothing.get(reference.operation), FsBench.Row::p50Micros);
            table.line(
                    "%-28s %10.1f %10.1f %11.0f %9.1f %6.2f %10s %10.0f",
                    reference.operation,
                    p50,
                    median(rows, FsBench.Row::p99Micros),
                    median(rows, FsBench.Row::writtenBytes),
                    floor,
                    p50 / floor,
                    Double.isNaN(reference.targetMicros)
                            ? "-"
                            : String.format(Locale.ROOT, "%.0f", reference.targetMicros),
                    reference.originalMicros);
        }
    }

    private static double median(List<FsBench.Row> rows, ToDoubleFunction<FsBench.Row> figure) {
        double[] sorted = rows.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
