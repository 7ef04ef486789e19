package org.jpmxcfs.fuse.it.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jpmxcfs.fuse.it.CommandRun;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a user of the mount feels in a cluster of three daemons on one machine; {@code bench/run
 * cluster} starts it. Beside each figure stand the target of this project and what pmxcfs 9.1.6
 * with Corosync 3.1.7 took in the same arrangement on a machine of the same kind.
 */
@Command(
        name = "cluster",
        description = "Measure three daemons with mounts in network namespaces.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  bench/run cluster --kills=20"})
public final class ClusterBenchmark implements Callable<Integer> {
    private static final byte[] SMALL = new byte[512];
    private static final int SMALL_WRITES = 1_000;
    private static final int FEW = 20;

    @Option(
            names = "--count",
            defaultValue = "2000",
            description = "Operations of each cheap kind (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--warm-up",
            defaultValue = "15000",
            description =
                    "Small operations before, on each node, and later a hundredth of it large"
                            + " ones (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--kills",
            defaultValue = "20",
            description = "How often the leader is killed under load (default: ${DEFAULT-VALUE}).")
    private int kills;

    @Option(
            names = "--durability",
            defaultValue = "batch",
            description = "As for the command mount (default: ${DEFAULT-VALUE}).")
    private String durability;

    private Cluster cluster;

    /** Runs the benchmark as its own program. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new ClusterBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        printEnvironment();
        String options = "--durability=" + durability;
        try (Cluster started = Cluster.of(ClusterBenchmark.class, 3, "", options)) {
            cluster = started;
            Member leader = cluster.awaitLeader();
            Member follower = cluster.others(leader).get(0);
            System.err.println("cluster benchmark: warm-up");
            warmUp(leader);
            warmUp(follower);
            System.out.printf("%-44s %10s %10s %9s %9s%n", "", "p50", "p99", "target", "pmxcfs");
            measure("on the leader", leader, "350");
            measure("on a follower", follower, "500");
            measureLarge("on the leader", leader);
            measureLarge("on a follower", follower);
            measureKills();
        }
        return 0;
    }

    private void warmUp(Member member) throws IOException {
        Path directory = Files.createDirectory(member.path("warm-up-" + member.name()));
        for (int i = 0; i < warmUp; i++) {
            overwrite(create(directory, i / FEW));
        }
    }

    private void measure(String where, Member member, String target) throws IOException {
        Path directory = Files.createDirectory(member.path("bench-" + member.name()));
        Path file = create(directory, count);
        print(
                "overwrite 512 B " + where + ", µs",
                1,
                Latencies.of(count, i -> overwrite(file)),
                target,
                "674-829");
        print(
                "create + write 512 B " + where + ", µs",
                1,
                Latencies.of(count, i -> create(directory, i)),
                "700",
                "1536");
        print(
                "500 KB in 512 B writes " + where + ", ms",
                1e3,
                Latencies.of(FEW / 4, i -> writeSmall(file)),
                "600",
                "3628");
    }

    /** Last, since the disk is busy with what was written for a while. */
    private void measureLarge(String where, Member member) throws IOException {
        Path file = create(member.path("bench-" + member.name()), count + 1);
        byte[] large = new byte[1 << 20];
        for (int i = 0; i < warmUp / 100; i++) {
            replace(file, large);
        }
        print(
                "1 MiB in one write " + where + ", ms",
                1e3,
                Latencies.of(FEW, i -> replace(file, large)),
                "40",
                "104");
    }

    private void measureKills() throws Exception {
        if (kills == 0) {
            return;
        }
        long[] gaps = new long[kills];
        try (Load load = new Load(cluster)) {
            for (int i = 0; i < kills; i++) {
                System.err.println("cluster benchmark: kill " + (i + 1) + " of " + kills);
                load.awaitProgress(cluster.members());
                gaps[i] = load.killLeader();
            }
            load.stop();
            load.verify();
        }
        print("kill -9 of the leader to next write, ms", 1e3, Latencies.of(gaps), "1000", "-");
    }

    private static Path create(Path directory, int number) throws IOException {
        Path file = directory.resolve("f" + number);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            channel.write(ByteBuffer.wrap(SMALL));
        }
        return file;
    }

    private static void overwrite(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(SMALL), 0);
        }
    }

    private static void replace(Path file, byte[] content) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(content));
        }
    }

    private static void writeSmall(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int i = 0; i < SMALL_WRITES; i++) {
                channel.write(ByteBuffer.wrap(SMALL));
            }
        }
    }

    private static void print(
            String what, double microsOfUnit, Latencies found, String target, String original) {
        System.out.printf(
                Locale.ROOT,
                "%-44s %10.1f %10.1f %9s %9s%n",
                what,
                found.micros(0.5) / microsOfUnit,
                found.micros(0.99) / microsOfUnit,
                target,
                original);
    }

    private void printEnvironment() throws IOException {
        CommandRun commit = CommandRun.of("git", "rev-parse", "--short", "HEAD");
        Matcher model =
                Pattern.compile("model name\\s*: (.*)")
                        .matcher(Files.readString(Path.of("/proc/cpuinfo")));
        System.out.printf(
                "three daemons in network namespaces, one writer; commit %s, %d processors (%s), Linux %s,"
                        + " Java %s, durability %s, %d operations of a cheap kind%n",
                commit.status() == 0 ? commit.out().strip() : "unknown",
                Runtime.getRuntime().availableProcessors(),
                model.find() ? model.group(1).strip() : "unknown",
                System.getProperty("os.version"),
                System.getProperty("java.version"),
                durability,
                count);
    }
}
