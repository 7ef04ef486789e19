package org.jpmxcfs.bench.mount;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jpmxcfs.bench.Table;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What things cost among more and more guests: on a mount of its own, or on any that is there, such
 * as one of the original. A cost that should not grow with the guests shows by the ratio of two
 * rows.
 */
@Command(
        name = "scale",
        description = "Measure a mount with more and more guests in it.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  bench/run scale 1000 10000",
            "  bench/run scale --mount=/etc/pve --process=$(pidof pmxcfs) 100 1000"
        })
public final class ScaleBenchmark implements Callable<Integer> {
    private static final int FIRST_GUEST = 100_000;
    private static final int WARM_UP = 20;
    private static final int ROUNDS = 101;
    private static final String VMLIST = ".vmlist";
    private static final String GUESTS = "nodes/bench/qemu-server";

    /** About what a small guest has. */
    private static final String CONFIG = "name: a-guest\n".repeat(36);

    @Parameters(
            paramLabel = "GUESTS",
            arity = "0..*",
            description = "How many guests there are to be, ascending (default: 1000 10000).")
    private List<Integer> counts = List.of(1_000, 10_000);

    @Option(
            names = "--mount",
            description = "A mount that is there; its guests with ids from 100000 on are replaced.")
    private Path mounted;

    @Option(names = "--process", description = "The process behind it, to tell its memory.")
    private Optional<Long> process = Optional.empty();

    @Option(
            names = "--app",
            required = true,
            description = "Directory of the built jpmxcfs: fuse/target/jpmxcfs.")
    private Path app;

    @Mixin private Table table;

    private interface Operation {
        void run() throws IOException;
    }

    /** Runs the benchmark as its own program. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new ScaleBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        table.line(
                "%8s %12s %12s %14s %14s %12s %12s",
                "guests",
                "overwrite us",
                "absent us",
                "vmlist same us",
                "vmlist next us",
                "readdir us",
                "resident MiB");
        if (mounted != null) {
            measure(mounted, process);
            return 0;
        }
        Path directory = Files.createTempDirectory("jpmxcfs-scale-bench");
        Path mount = directory.resolve("mount");
        Path data = Files.createDirectory(directory.resolve("data"));
        try (Daemon daemon = Daemon.start(mount, command(mount, data))) {
            measure(mount, Optional.of(daemon.processId()));
        }
        return 0;
    }

    private void measure(Path mount, Optional<Long> daemon) throws IOException {
        Path guests = mount.resolve(GUESTS);
        Files.createDirectories(guests);
        int made = 0;
        for (int count : counts) {
            for (; made < count; made++) {
                write(guest(guests, made), made);
            }
            row(mount, guests, count, daemon);
        }
        for (int i = 0; i < made; i++) {
            Files.delete(guest(guests, i));
        }
    }

    private void row(Path mount, Path guests, int count, Optional<Long> daemon) throws IOException {
        int[] turn = {0};
        Operation overwrite = () -> write(guest(guests, turn[0]++ * 37 % count), turn[0]);
        Path vmlist = mount.resolve(VMLIST);
        table.line(
                "%8d %12.0f %12.0f %14.0f %14.0f %12.0f %12s",
                count,
                medianMicros(() -> {}, overwrite),
                medianMicros(() -> {}, () -> Files.exists(guests.resolve("absent" + turn[0]++))),
                medianMicros(() -> {}, () -> Files.readAllBytes(vmlist)),
                medianMicros(overwrite, () -> Files.readAllBytes(vmlist)),
                medianMicros(() -> {}, () -> list(guests)),
                daemon.isEmpty() ? "-" : residentMebibytes(daemon.get()));
    }

    private static double medianMicros(Operation before, Operation operation) throws IOException {
        double[] micros = new double[ROUNDS];
        for (int i = -WARM_UP; i < ROUNDS; i++) {
            before.run();
            long start = System.nanoTime();
            operation.run();
            if (i >= 0) {
                micros[i] = (System.nanoTime() - start) / 1e3;
            }
        }
        Arrays.sort(micros);
        return micros[ROUNDS / 2];
    }

    private static Path guest(Path guests, int number) {
        return guests.resolve(FIRST_GUEST + number + ".conf");
    }

    private static void write(Path guest, int number) throws IOException {
        String text = "cores: " + number % 8 + "\n" + CONFIG;
        Files.write(guest, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void list(Path directory) throws IOException {
        try (Stream<Path> names = Files.list(directory)) {
            if (names.count() == 0) {
                throw new IOException(directory + " is empty");
            }
        }
    }

    private static String residentMebibytes(long process) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", "" + process, "status"))) {
            if (line.startsWith("VmRSS:")) {
                long kibibytes = Long.parseLong(line.replaceAll("\\D", ""));
                return Long.toString(kibibytes >> 10);
            }
        }
        return "-";
    }

    private List<String> command(Path mount, Path data) {
        return List.of(
                app.resolve("bin/jpmxcfs").toString(),
                "mount",
                mount.toString(),
                "--data-dir=" + data,
                "--run-dir=" + mount.resolveSibling("run"),
                "--node=bench",
                "--no-ipc",
                "--local",
                "--foreground");
    }
}
