package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Directories below target/it in which tests mount. What an earlier run that was interrupted left
 * mounted or running there is taken away before the directory is used again.
 */
public final class Workplace {
    private static final Path ROOT = Path.of("target/it").toAbsolutePath();
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private Workplace() {}

    /**
     * An empty directory. Where nothing can be mounted the test is skipped, but fails in continuous
     * integration.
     */
    public static Path fresh(Class<?> test) throws IOException {
        requireMounting();
        Path directory = ROOT.resolve(test.getSimpleName());
        clear(directory);
        deleteTree(directory);
        return Files.createDirectories(directory);
    }

    /** Ends every daemon that works below this directory and takes its mount away. */
    public static void clear(Path directory) throws IOException {
        List<ProcessHandle> daemons =
                ProcessHandle.allProcesses().filter(p -> worksBelow(p, directory)).toList();
        daemons.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle daemon : daemons) {
            awaitEnd(daemon);
        }
        for (Path mount : mounts()) {
            if (mount.startsWith(directory)) {
                CommandRun.of("umount", "--lazy", mount.toString());
            }
        }
    }

    /** Where something is mounted now. */
    public static List<Path> mounts() throws IOException {
        return Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1).stream()
                .map(line -> Path.of(line.split(" ")[1]))
                .toList();
    }

    /** Waits until a process is gone. */
    public static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(CommandRun.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("process " + process.pid() + " does not end", e);
        }
    }

    /** Whether nothing of a process runs any more; its parent may not have asked for its status. */
    static boolean hasEnded(ProcessHandle process) throws IOException {
        try {
            String about = Files.readString(Path.of("/proc", process.pid() + "", "stat"));
            return about.substring(about.lastIndexOf(')')).startsWith(") Z");
        } catch (NoSuchFileException gone) {
            return true;
        }
    }

    private static boolean worksBelow(ProcessHandle process, Path directory) {
        String command = process.info().commandLine().orElse("");
        return command.contains("jpmxcfs.jar") && command.contains(directory + "/");
    }

    private static void requireMounting() {
        boolean isRoot = System.getProperty("user.name").equals("root");
        if (isRoot && Files.isWritable(Path.of("/dev/fuse"))) {
            return;
        }
        String why = "tests that mount need root and /dev/fuse";
        if ("true".equals(System.getenv("CI"))) {
            fail(why);
        }
        Assumptions.abort(why);
    }

    private static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
