package org.jpmxcfs.bench.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A file system under measurement: a process of its own with a mount, on one processor. */
final class Daemon implements AutoCloseable {
    private static final long START_SECONDS_MAX = 60;
    private static final long STOP_SECONDS_MAX = 20;
    private static final long POLL_NANOS = 20_000_000;

    private final Process process;
    private final Path mountPoint;

    private Daemon(Process process, Path mountPoint) {
        this.process = process;
        this.mountPoint = mountPoint;
    }

    /**
     * Starts a daemon on processor 0 and waits until its mount answers.
     *
     * @param command mounts at {@code mountPoint} and stays in the foreground
     */
    static Daemon start(Path mountPoint, List<String> command) throws IOException {
        Files.createDirectories(mountPoint);
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", "0"));
        pinned.addAll(command);
        Path log = mountPoint.resolveSibling(mountPoint.getFileName() + ".log");
        Process process =
                new ProcessBuilder(pinned)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Daemon daemon = new Daemon(process, mountPoint);
        try {
            daemon.awaitMount(log);
        } catch (IOException e) {
            daemon.close();
            throw e;
        }
        return daemon;
    }

    Path mountPoint() {
        return mountPoint;
    }

    long processId() {
        return process.pid();
    }

    /** Unmounts and waits for the process to end. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            new ProcessBuilder("umount", "-l", mountPoint.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            System.err.println(mountPoint + ": not unmounted: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitMount(Path log) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        while (!isMounted()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException(mountPoint + ": not mounted:\n" + Files.readString(log));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean isMounted() throws IOException {
        return Files.readString(Path.of("/proc/self/mounts")).contains(" " + mountPoint + " fuse");
    }
}
