package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jpmxcfs.fuse.mount.MountPoints;

/**
 * Holds a data directory for one process at a time, and keeps pmxcfs off it, which takes the second
 * of the two locks; the kernel lets go of both when the process dies.
 */
public final class DataDirLock implements AutoCloseable {
    private final FileChannel channel;
    private final PmxcfsLock shared;

    private DataDirLock(FileChannel channel, PmxcfsLock shared) {
        this.channel = channel;
        this.shared = shared;
    }

    /**
     * Makes the directory where it is missing, and takes the lock.
     *
     * @throws StartException when another process has it, naming that process, or when the
     *     directory cannot be used
     */
    public static DataDirLock take(DataDirectory data) throws StartException {
        Path file = data.lockFile();
        FileChannel channel = null;
        try {
            Files.createDirectories(
                    data.path(),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwxr-xr-x")));
            channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(data, channel);
            }
            DataDirLock taken = new DataDirLock(channel, PmxcfsLock.take(data));
            channel.truncate(0);
            taken.write(ProcessHandle.current().pid() + "\n");
            return taken;
        } catch (OverlappingFileLockException e) {
            throw closing(channel, inUse(data, channel));
        } catch (StartException e) {
            throw closing(channel, e);
        } catch (IOException e) {
            throw closing(
                    channel,
                    new StartException(
                            data
                                    + ": data directory cannot be used ("
                                    + reason(e)
                                    + "); check the path and its permissions"));
        }
    }

    /**
     * Notes where the tree is going to be mounted, for {@link #mountPoint}.
     *
     * @throws StartException when that cannot be written
     */
    public void tell(Path mountPoint) throws StartException {
        try {
            write(ProcessHandle.current().pid() + "\n" + mountPoint + "\n");
        } catch (IOException e) {
            throw new StartException(e);
        }
    }

    private void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        for (int at = 0; bytes.hasRemaining(); ) {
            at += channel.write(bytes, at);
        }
    }

    /**
     * Where the daemon that has a data directory mounts its tree; empty when nothing is mounted
     * there, or this cannot be read. For other processes than the daemon.
     */
    public static Optional<Path> mountPoint(DataDirectory data) {
        try {
            List<String> lines = Files.readAllLines(data.lockFile(), StandardCharsets.UTF_8);
            return lines.size() < 2
                    ? Optional.empty()
                    : Optional.of(Path.of(lines.get(1))).filter(MountPoints::isMounted);
        } catch (IOException noneOrNotOurs) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        shared.close();
        try {
            channel.close();
        } catch (IOException e) {
            // The lock goes with the process at the latest.
        }
    }

    private static StartException inUse(DataDirectory data, FileChannel channel) {
        return new StartException(
                data
                        + ": data directory is in use by the daemon with process id "
                        + holder(channel)
                        + "; unmount that one first, or choose another --data-dir");
    }

    private static String holder(FileChannel channel) {
        try {
            ByteBuffer bytes = ByteBuffer.allocate(16);
            int read = channel.read(bytes, 0);
            return read <= 0
                    ? "unknown"
                    : new String(bytes.array(), 0, read, StandardCharsets.US_ASCII)
                            .lines()
                            .findFirst()
                            .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it cannot be made there";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it is a file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : String.valueOf(e.getMessage());
    }

    private static StartException closing(FileChannel channel, StartException reason) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                reason.addSuppressed(e);
            }
        }
        return reason;
    }
}
