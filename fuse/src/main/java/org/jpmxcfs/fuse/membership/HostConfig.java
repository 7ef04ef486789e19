package org.jpmxcfs.fuse.membership;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jpmxcfs.log.StableStorage;

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
        StableStorage.replace(file, content);
        return true;
    }

    private boolean isSame(byte[] content) throws IOException {
        return Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content);
    }
}
