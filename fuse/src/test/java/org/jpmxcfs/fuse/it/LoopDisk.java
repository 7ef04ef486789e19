package org.jpmxcfs.fuse.it;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A file system of its own in a file, which can be filled and lose its power. */
final class LoopDisk implements AutoCloseable {
    private static final Path MKFS_DIRECTORY = Path.of("/usr/sbin");

    /** Kinds that Proxmox nodes have their data on. */
    enum Kind {
        EXT4("-q", "-F"),
        XFS("-q", "-f");

        private final String[] options;

        Kind(String... options) {
            this.options = options;
        }

        private String program() {
            return "mkfs." + name().toLowerCase(Locale.ROOT);
        }

        /** Whether this machine can make one. */
        boolean isThere() {
            return Files.isExecutable(MKFS_DIRECTORY.resolve(program()));
        }
    }

    private final Path image;
    private final Path mount;

    private LoopDisk(Path image, Path mount) {
        this.image = image;
        this.mount = mount;
    }

    /** Makes one of this many bytes and mounts it. */
    static LoopDisk make(Kind kind, long bytes, Path image, Path mount) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(0);
            file.setLength(bytes);
        }
        // The variables let mkfs.xfs make one that is smaller than people should have.
        List<String> small = List.of("env", "TEST_DIR=1", "TEST_DEV=1", "QA_CHECK_FS=1");
        List<String> command = new java.util.ArrayList<>(small);
        command.add(MKFS_DIRECTORY.resolve(kind.program()).toString());
        command.addAll(List.of(kind.options));
        command.add(image.toString());
        CommandRun.of(CommandRun.LIMIT, command).requireSuccess();
        LoopDisk disk = new LoopDisk(image, mount);
        disk.mount();
        return disk;
    }

    void mount() {
        CommandRun.of("mount", "-o", "loop", image.toString(), mount.toString()).requireSuccess();
    }

    void unmount() {
        CommandRun.of("umount", mount.toString()).requireSuccess();
    }

    /** From now on nothing reaches the disk, and what no sync has covered is lost. XFS only. */
    void losePower() {
        CommandRun.of("xfs_io", "-x", "-c", "shutdown", mount.toString()).requireSuccess();
    }

    /** Takes all the room that is left, in a file of this name. */
    void fill(String name) throws IOException {
        Path ballast = mount.resolve(name);
        byte[] block = new byte[64 << 10];
        try (RandomAccessFile file = new RandomAccessFile(ballast.toFile(), "rw")) {
            for (int size = block.length; size > 0; size /= 4) {
                writeUntilFull(file, block, size);
            }
        }
    }

    private static void writeUntilFull(RandomAccessFile file, byte[] block, int size) {
        try {
            while (true) {
                file.write(block, 0, size);
            }
        } catch (IOException full) {
            return;
        }
    }

    @Override
    public void close() {
        CommandRun.of("umount", "--lazy", mount.toString());
    }
}
