package org.jpmxcfs.bench.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jpmxcfs.bench.Table;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What reaches the disk: of a cluster where nothing happens, of edits of guests, and of replaces
 * without a pause. It is counted at the device, until nothing is held back any more, so that the
 * file system's own part is in it; sync window, flush delay and the file system's timers are real
 * time, and so is this.
 */
@Command(
        name = "writes",
        description = "Count what an idle cluster, and edits of guests, write to the disk.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  bench/run writes --disk=EXT4,XFS --sample=360",
            "  bench/run writes --mount=/etc/pve --device=vda1"
        })
public final class WritesBenchmark implements Callable<Integer> {
    private static final double SECONDS_A_DAY = 86_400;

    @Option(
            names = "--disk",
            split = ",",
            defaultValue = "EXT4,XFS",
            description = "File systems of the loop device, EXT4 and XFS (default: both).")
    private List<LoopDisk.Kind> disks;

    @Option(
            names = "--sample",
            defaultValue = "120",
            description = "Seconds of the idle cluster (default: 120).")
    private int sampleSeconds;

    @Option(
            names = "--sync-window",
            split = ",",
            defaultValue = "5s",
            description = "Settings of the daemon to compare (default: 5s).")
    private List<String> syncWindows;

    @Option(
            names = "--edits",
            defaultValue = "500",
            description = "Edits of 50 guests, ten in a second (default: 500).")
    private int edits;

    @Option(
            names = "--dense",
            defaultValue = "2000",
            description = "Replaces of one file without a pause (default: 2000).")
    private int dense;

    @Option(
            names = "--mount",
            description = "Measure what is mounted here instead, such as the original's.")
    private Path mount;

    @Option(
            names = "--device",
            description = "With --mount: block device that its data lies on, such as vda1.")
    private String device;

    @Option(
            names = "--app",
            required = true,
            description = "Directory of the built jpmxcfs: fuse/target/jpmxcfs.")
    private Path app;

    @Mixin private Table table;

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
                "%-12s %-14s %8s %12s %12s %12s",
                "disk", "load", "changes", "device B", "B a change", "MB a day");
        if (mount != null) {
            measure(device, mount, DeviceCounter.of(device));
            return 0;
        }
        for (LoopDisk.Kind disk : disks) {
            for (String syncWindow : syncWindows) {
                measure(disk, syncWindow);
            }
        }
        return 0;
    }

    private void measure(LoopDisk.Kind disk, String syncWindow) throws IOException {
        Path directory = Files.createTempDirectory("jpmxcfs-writes-bench");
        Path data = directory.resolve("data");
        Path point = directory.resolve("mount");
        try (LoopDisk loop = LoopDisk.make(disk, directory.resolve("disk.img"), data);
                Daemon daemon = Daemon.start(point, command(point, data, syncWindow))) {
            String name = disk.name().toLowerCase(Locale.ROOT) + " " + syncWindow;
            measure(name, daemon.mountPoint(), loop.counter());
        }
    }

    private void measure(String name, Path point, DeviceCounter counter) throws IOException {
        IdleCluster idle = new IdleCluster(point);
        idle.prepare();
        print(name, "idle cluster", sampleSeconds, counter, () -> idle.run(sampleSeconds));
        Replacing replacing = new Replacing(point);
        replacing.prepare();
        print(name, "edits", 0, counter, () -> replacing.edits(edits));
        print(name, "without pause", 0, counter, () -> replacing.dense(dense));
    }

    private List<String> command(Path point, Path data, String syncWindow) {
        return List.of(
                app.resolve("bin/jpmxcfs").toString(),
                "mount",
                point.toString(),
                "--data-dir=" + data,
                "--run-dir=" + point.resolveSibling("run"),
                "--sync-window=" + syncWindow,
                "--node=bench",
                "--no-ipc",
                "--local",
                "--foreground");
    }

    /** Something that changes files and says how often it did. */
    private interface Load {
        int run() throws IOException;
    }

    /** Seconds are 0 for a load that nobody repeats all day. */
    private void print(String name, String what, int seconds, DeviceCounter counter, Load load)
            throws IOException {
        counter.settle();
        long before = counter.bytes();
        int changes = load.run();
        counter.settle();
        long bytes = counter.bytes() - before;
        table.line(
                "%-12s %-14s %8d %12d %12.0f %12s",
                name,
                what,
                changes,
                bytes,
                (double) bytes / Math.max(1, changes),
                seconds == 0 ? "" : "%.0f".formatted(bytes * SECONDS_A_DAY / seconds / 1e6));
    }
}
