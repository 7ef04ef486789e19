package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.libc.Libc;

/** The lock by which pmxcfs keeps a database to itself. */
final class PmxcfsLock implements AutoCloseable {
    private static final Path LOCKS = Path.of("/proc/locks");

    private final int descriptor;

    private PmxcfsLock(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Takes it, making the file where it is missing.
     *
     * @throws StartException when another program has it, naming its process
     */
    static PmxcfsLock take(DataDirectory data) throws IOException {
        Path file = data.sharedLockFile();
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // It stays when its holder goes.
        }
        OptionalInt descriptor = Libc.lock(file.toString());
        if (descriptor.isEmpty()) {
            throw new StartException(
                    "%s: a running pmxcfs%s uses this data directory; stop it first ('systemctl stop pve-cluster'), or choose another --data-dir"
                            .formatted(
                                    data,
                                    holder(file).map(pid -> " (process " + pid + ")").orElse("")));
        }
        return new PmxcfsLock(descriptor.getAsInt());
    }

    @Override
    public void close() {
        Libc.close(descriptor);
    }

    // A line is "1: FLOCK  ADVISORY  WRITE 1234 08:01:56789 0 EOF"; "->" marks who waits.
    private static Optional<String> holder(Path file) {
        try (Stream<String> lines = Files.lines(LOCKS)) {
            String inode = ":" + Files.getAttribute(file, "unix:ino");
            return lines.map(line -> line.split("\\s+"))
                    .filter(w -> w.length > 5 && w[1].equals("FLOCK") && w[5].endsWith(inode))
                    .map(w -> w[4])
                    .filter(pid -> Long.parseLong(pid) > 0)
                    .findFirst();
        } catch (IOException | RuntimeException unknown) {
            return Optional.empty();
        }
    }
}
