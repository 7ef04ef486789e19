package org.jpmxcfs.bench.mount;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Replaces small files as Proxmox's tools do: a new file beside the old one, then a rename. */
final class Replacing {
    private static final int BYTES = 512;
    private static final int GUESTS = 20;

    private final Path directory;
    private final Path guests;
    private int count;

    /** Works below a mount point. */
    Replacing(Path mount) {
        directory = mount;
        guests = mount.resolve("nodes/bench/qemu-server");
    }

    /** Makes what is to be replaced. */
    void prepare() throws IOException {
        Files.createDirectories(guests);
        replace(directory.resolve("status.json"));
        for (int guest = 0; guest < GUESTS; guest++) {
            replace(guest(guest));
        }
    }

    /** Replaces one file so many times. */
    int dense(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            replace(directory.resolve("status.json"));
        }
        return times;
    }

    /** Replaces one file, and guests by turns, at their intervals. */
    int paced(int seconds, double fileSeconds, double guestSeconds) throws IOException {
        long startNanos = System.nanoTime();
        int files = 0;
        int edits = 0;
        while (Math.min(files * fileSeconds, edits * guestSeconds) < seconds) {
            if (files * fileSeconds <= edits * guestSeconds) {
                awaitSecond(startNanos, files * fileSeconds);
                replace(directory.resolve("status.json"));
                files++;
            } else {
                awaitSecond(startNanos, edits * guestSeconds);
                replace(guest(edits % GUESTS));
                edits++;
            }
        }
        awaitSecond(startNanos, seconds);
        return files + edits;
    }

    private Path guest(int number) {
        return guests.resolve(100 + number + ".conf");
    }

    private void replace(Path file) throws IOException {
        byte[] content = (++count + "\n").repeat(BYTES).getBytes(StandardCharsets.US_ASCII);
        Path fresh = file.resolveSibling(file.getFileName() + ".tmp." + count);
        Files.write(fresh, Arrays.copyOf(content, BYTES));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitSecond(long startNanos, double second) {
        long due = startNanos + (long) (second * TimeUnit.SECONDS.toNanos(1));
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
