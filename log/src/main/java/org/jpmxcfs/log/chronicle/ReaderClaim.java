package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Tells the writer of a journal, from another process, which segments are still needed: a small
 * file that holds the number of the oldest one, locked for as long as the reader lives. The kernel
 * lets go of the lock when the process dies, and the writer then removes the file.
 *
 * <p>Where the directory cannot be written there is no file: nobody can drop segments there.
 */
final class ReaderClaim implements AutoCloseable {
    private static final String PREFIX = ".reader-";

    /** Locked for the moment in which segments are listed and claimed, or dropped. */
    private static final String GATE = ".readers";

    private static final long EVERYTHING = 0;

    private final Path file; // null where the directory cannot be written
    private final FileChannel channel;
    private long number = EVERYTHING;

    private ReaderClaim(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Something done while nobody else claims or drops segments. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    /** Claims every segment that is there. */
    static ReaderClaim take(Path directory) throws IOException {
        if (!Files.isWritable(directory)) {
            return new ReaderClaim(null, null);
        }
        try {
            return exclusively(directory, () -> create(directory));
        } catch (FileSystemException readOnlyOrFull) {
            return new ReaderClaim(null, null);
        }
    }

    private static ReaderClaim create(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, PREFIX, "");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel.lock();
        return new ReaderClaim(file, channel);
    }

    /** Runs a step while no other process or thread claims or drops segments. */
    static <T> T exclusively(Path directory, Step<T> step) throws IOException {
        // A process cannot wait for a lock that another of its own threads has.
        synchronized (ReaderClaim.class) {
            try (FileChannel gate =
                    FileChannel.open(
                            directory.resolve(GATE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE)) {
                SegmentFiles.restrict(directory.resolve(GATE));
                gate.lock();
                return step.run();
            }
        }
    }

    /**
     * The lowest number of a segment that a reader claims; the largest long without readers. Runs
     * inside {@link #exclusively}. Removes what readers that died have left.
     */
    static long lowest(Path directory) throws IOException {
        long lowest = Long.MAX_VALUE;
        try (DirectoryStream<Path> claims = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (Path claim : claims) {
                lowest = Math.min(lowest, claimed(claim));
            }
        }
        return lowest;
    }

    private static long claimed(Path claim) throws IOException {
        try (FileChannel channel =
                FileChannel.open(claim, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (!isHeld(channel)) {
                Files.delete(claim);
                return Long.MAX_VALUE;
            }
            ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
            return channel.read(number, 0) < Long.BYTES ? EVERYTHING : number.getLong(0);
        }
    }

    private static boolean isHeld(FileChannel channel) throws IOException {
        try (FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return true;
        }
    }

    /** From now on, only the segment with this number and those after it are needed. */
    void moveTo(long number) throws IOException {
        if (channel != null && number != this.number) {
            channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, number), 0);
        }
        this.number = number;
    }

    /** Gives up the claim. */
    @Override
    public void close() {
        if (channel == null) {
            return;
        }
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException leftForTheWriter) {
            return;
        }
    }
}
