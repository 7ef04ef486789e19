package org.jpmxcfs.bench.mount;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A file system of its own in a file, for which the kernel counts what is written. */
final class LoopDisk implements AutoCloseable {
    private static final long BYTES = 320L << 20;
    private static final long COMMAND_SECONDS_MAX = 60;

    /** Kinds that Proxmox nodes have their data on, with the pages that they have there. */
    enum Kind {
        EXT4("mkfs.ext4", "-q", "-F", "-b", "4096"),
        XFS("mkfs.xfs", "-q", "-f");

        private final List<String> command;

        Kind(String... command) {
            this.command = List.of(command);
        }
    }

    private final Path directory;
    private final DeviceCounter counter;

    private LoopDisk(Path directory, DeviceCounter counter) {
        this.directory = directory;
        this.counter = counter;
    }

    /** Makes one in {@code image} and mounts it. */
    static LoopDisk make(Kind kind, Path image, Path directory) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        Files.createDirectories(directory);
        run(with(kind.command, image.toString()));
        run(List.of("mount", "-o", "loop", image.toString(), directory.toString()));
        String device = Files.getFileStore(directory).name();
        return new LoopDisk(directory, DeviceCounter.of(device));
    }

    /** What the kernel counts for the disk. */
    DeviceCounter counter() {
        return counter;
    }

    @Override
    public void close() throws IOException {
        run(List.of("umount", "--lazy", directory.toString()));
    }

    private static List<String> with(List<String> command, String argument) {
        List<String> all = new ArrayList<>(command);
        all.add(argument);
        return all;
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            if (!process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(command + " was interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException(command + " ended with " + process.exitValue());
        }
    }
}
