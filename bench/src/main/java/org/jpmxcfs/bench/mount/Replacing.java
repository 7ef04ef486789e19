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
    private static final int GUESTS = 50;
    private static final long BETWEEN_EDITS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

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

    /** Replaces so many configurations of guests, by turns, ten in a second. */
    int edits(int times) throws IOException {
        long startNanos = System.nanoTime();
        for (int i = 0; i < times; i++) {
            replace(guest(i % GUESTS));
            long dueNanos = startNanos + (i + 1) * BETWEEN_EDITS_NANOS;
            while (System.nanoTime() < dueNanos) {
                LockSupport.parkNanos(dueNanos - System.nanoTime());
            }
        }
        return times;
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
}
