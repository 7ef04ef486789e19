package org.jpmxcfs.bench.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jpmxcfs.bench.Table;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What reaches the disk in an hour of a quiet cluster: a file of 512 bytes that is atomically
 * replaced every 10 s, and 200 edits of guests, which Proxmox makes in the same way. A sample of
 * the hour is run as it is, since the sync window, the flush delay and the file system's own timers
 * are real time, and counted until nothing is held back any more; the hour is that, scaled.
 */
@Command(
        name = "writes",
        description = "Count what an hour of a quiet cluster writes to the disk.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  bench/run writes --disk=ext4 --sample=180"})
public final class WritesBenchmark implements Callable<Integer> {
    /** What pmxcfs 9.1.6 writes for each atomic replace of 512 bytes, by the same counter. */
    private static final double ORIGINAL_BYTES = 29_000;

    private static final int REPLACES_AN_HOUR = 360;
    private static final int EDITS_AN_HOUR = 200;
    private static final int SECONDS_AN_HOUR = 3_600;

    @Option(
            names = "--disk",
            defaultValue = "EXT4",
            description = "File system of the loop device: EXT4 or XFS (default: EXT4).")
    private LoopDisk.Kind disk;

    @Option(
            names = "--sample",
            defaultValue = "120",
            description = "Seconds of the hour that are run (default: 120).")
    private int sampleSeconds;

    @Option(
            names = "--flush-delay",
            split = ",",
            defaultValue = "200ms,1m",
            description = "Settings of the daemon to compare (default: 200ms,1m).")
    private List<String> flushDelays;

    @Option(
            names = "--dense",
            defaultValue = "2000",
            description = "Replaces without a pause, as the original was measured (default: 2000).")
    private int dense;

    @Option(
            names = "--app",
            required = true,
            description = "Directory of the built jpmxcfs: fuse/target/jpmxcfs.")
    private Path app;

    @Mixin private Table table;

    /**
     * What was written, on average for each replace.
     *
     * @param replaces how many there were
     * @param processBytes {@code write_bytes} of the daemon: pages that it made dirty
     * @param diskBytes what the loop device got, with the file system's own journal
     */
    private record Written(int replaces, double processBytes, double diskBytes) {}

    /** Runs the benchmark as its own program. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** Reads the options and runs it. */
    public static CommandLine commandLine() {
        return new CommandLine(new WritesBenchmark()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws IOException {
        table.line(
                "atomic replaces of 512 bytes on %s, %d replaces and %d edits in an hour,"
                        + " scaled from %d s; the original: %.0f B, %.1f MB an hour",
                disk,
                REPLACES_AN_HOUR,
                EDITS_AN_HOUR,
                sampleSeconds,
                ORIGINAL_BYTES,
                hourMegabytes(ORIGINAL_BYTES));
        table.line(
                "%-12s %-14s %8s %14s %12s %8s %14s",
                "flush delay",
                "pace",
                "replaces",
                "write_bytes B",
                "MB an hour",
                "ratio",
                "device B");
        for (String flushDelay : flushDelays) {
            measure(flushDelay);
        }
        return 0;
    }

    private void measure(String flushDelay) throws IOException {
        Path directory = Files.createTempDirectory("jpmxcfs-writes-bench");
        Path data = directory.resolve("data");
        Path mount = directory.resolve("mount");
        try (LoopDisk loop = LoopDisk.make(disk, directory.resolve("disk.img"), data);
                Daemon daemon = Daemon.start(mount, command(mount, data, flushDelay))) {
            Replacing workload = new Replacing(mount);
            workload.prepare();
            Counting counting = new Counting(loop, daemon);
            print(flushDelay, "as it comes", counting.during(() -> paced(workload)));
            print(flushDelay, "without pause", counting.during(() -> workload.dense(dense)));
        }
    }

    private int paced(Replacing workload) throws IOException {
        return workload.paced(
                sampleSeconds,
                (double) SECONDS_AN_HOUR / REPLACES_AN_HOUR,
                (double) SECONDS_AN_HOUR / EDITS_AN_HOUR);
    }

    private List<String> command(Path mount, Path data, String flushDelay) {
        return List.of(
                app.resolve("bin/jpmxcfs").toString(),
                "mount",
                mount.toString(),
                "--data-dir=" + data,
                "--run-dir=" + mount.resolveSibling("run"),
                "--flush-delay=" + flushDelay,
                "--node=bench",
                "--no-ipc",
                "--local",
                "--foreground");
    }

    private void print(String flushDelay, String pace, Written written) {
        table.line(
                "%-12s %-14s %8d %14.0f %12.2f %8.2f %14.0f",
                flushDelay,
                pace,
                written.replaces,
                written.processBytes,
                hourMegabytes(written.processBytes),
                written.processBytes / ORIGINAL_BYTES,
                written.diskBytes);
    }

    private static double hourMegabytes(double bytes) {
        return bytes * (REPLACES_AN_HOUR + EDITS_AN_HOUR) / 1e6;
    }

    /** Something that replaces files and says how often it did. */
    private interface Load {
        int run() throws IOException;
    }

    /** Counts what a load makes the kernel write. */
    private record Counting(LoopDisk disk, Daemon daemon) {
        private Written during(Load load) throws IOException {
            disk.sync();
            long diskBefore = disk.writtenBytes();
            long processBefore = processBytes();
            int replaces = load.run();
            disk.sync();
            return new Written(
                    replaces,
                    (double) (processBytes() - processBefore) / replaces,
                    (double) (disk.writtenBytes() - diskBefore) / replaces);
        }

        private long processBytes() throws IOException {
            Path io = Path.of("/proc", "" + daemon.processId(), "io");
            for (String line : Files.readAllLines(io)) {
                if (line.startsWith("write_bytes: ")) {
                    return Long.parseLong(line.substring("write_bytes: ".length()));
                }
            }
            throw new IOException(io + " does not tell write_bytes");
        }
    }
}
