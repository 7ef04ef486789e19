package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import net.openhft.chronicle.core.OS;
import net.openhft.posix.MMapFlag;
import net.openhft.posix.MMapProt;
import net.openhft.posix.MSyncFlag;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.PosixRuntimeException;

/**
 * Puts the newest part of a segment on stable storage, and no more. Each append also changes hints
 * for readers in the header and the indexes of the file; a sync of all of it would write those
 * pages every time, which doubles what a small change costs the disk. Without them, what a power
 * failure leaves is read a little slower: the records are found one by one.
 *
 * <p>One thread at a time.
 */
final class TailSync {
    /** Address space set aside for each segment, of which nothing is ever touched. */
    private static final long MAPPED_BYTES = 1L << 30;

    private final FileChannel channel;
    private final long address; // 0 where the system has no such call
    private long syncedTo;

    private TailSync(FileChannel channel, long address, long syncedTo) {
        this.channel = channel;
        this.address = address;
        this.syncedTo = syncedTo;
    }

    /** Syncs all of {@code file}, and then what follows {@code position}. */
    static TailSync after(Path file, FileChannel channel, long position) throws IOException {
        channel.force(false);
        return new TailSync(channel, map(file), position);
    }

    private static long map(Path file) {
        try (OpenFile open = new OpenFile(file)) {
            return PosixAPI.posix()
                    .mmap(
                            0,
                            MAPPED_BYTES,
                            MMapProt.PROT_READ,
                            MMapFlag.SHARED,
                            open.descriptor(),
                            0);
        } catch (PosixRuntimeException | UnsatisfiedLinkError noAnswer) {
            return 0;
        }
    }

    /**
     * Returns when the file up to {@code position} is on stable storage.
     *
     * @return bytes of the pages that were not there before
     * @throws IOException when the storage fails
     */
    long to(long position) throws IOException {
        long from = syncedTo / OS.pageSize() * OS.pageSize();
        if (address == 0 || position > MAPPED_BYTES) {
            channel.force(false);
        } else {
            PosixAPI posix = PosixAPI.posix();
            if (posix.msync(address + from, position - from, MSyncFlag.MS_SYNC) != 0) {
                throw new IOException(posix.lastErrorStr());
            }
        }
        syncedTo = position;
        return (position - from + OS.pageSize() - 1) / OS.pageSize() * OS.pageSize();
    }

    /** Gives the address space back. */
    void close() {
        if (address != 0) {
            PosixAPI.posix().munmap(address, MAPPED_BYTES);
        }
    }
}
