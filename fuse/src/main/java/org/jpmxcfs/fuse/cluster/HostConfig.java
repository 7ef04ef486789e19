package org.jpmxcfs.fuse.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The copy of corosync.conf on this machine, outside the mount, where Corosync and Proxmox's tools
 * look for it: it must be readable before anything is mounted.
 */
final class HostConfig {
    private final Path file;

    /** The copy at {@code file}, normally {@code /etc/corosync/corosync.conf}. */
    HostConfig(Path file) {
        this.file = file;
    }

    /** Where it is. */
    Path file() {
        return file;
    }

    /**
     * Replaces the copy at one instant; leaves it alone where it is the same.
     *
     * @return whether it was replaced; false too where its directory is missing, as on a machine
     *     without Corosync
     */
    boolean replace(byte[] content) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory) || isSame(content)) {
            return false;
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private boolean isSame(byte[] content) throws IOException {
        return Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content);
    }
}
