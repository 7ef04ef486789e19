package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalException.Reason;

/** Holds a journal directory for one writer; the kernel lets go of it when the process ends. */
final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws JournalException {@code BUSY} when another writer has it
     */
    static DirectoryLock take(Path directory) throws JournalException {
        Path file = directory.resolve(SegmentFiles.LOCK);
        try {
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isTaken(channel)) {
                channel.close();
                throw new JournalException(
                        Reason.BUSY,
                        "the journal "
                                + directory
                                + " is in use by another process; stop that one");
            }
            SegmentFiles.restrict(file);
            return new DirectoryLock(channel);
        } catch (JournalException e) {
            throw e;
        } catch (IOException e) {
            throw SegmentFiles.failed("cannot lock " + file, e);
        }
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldHere) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
