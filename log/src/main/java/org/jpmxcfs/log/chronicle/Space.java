package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.PosixRuntimeException;

/**
 * Room on the disk, taken before mapped memory is written: a store into a hole of a sparse file
 * ends in a signal when the disk is full, and nothing in the virtual machine survives that for
 * sure.
 */
final class Space {
    // <errno.h>
    private static final int NO_SPACE = 28;
    private static final int OVER_QUOTA = 122;

    /**
     * A page: of what comes in larger pieces, the kernel may make larger units, and each sync then
     * writes all of one (64 KiB where 4 had changed).
     */
    private static final int ZEROS_BYTES = 4 << 10;

    private Space() {}

    /**
     * Makes sure that {@code file} has blocks for the bytes from {@code from} to {@code to}, which
     * nobody has written yet.
     *
     * @throws IOException when the file system has no room or fails
     */
    static void reserve(Path file, FileChannel channel, long from, long to) throws IOException {
        allocate(file, from, to);
        // Given blocks are not enough: on a full disk, ext4 may need one more, for its list of
        // which of them are written, at the first store into each page. Here that is an error.
        ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
        for (long at = from; at < to; ) {
            zeros.clear().limit((int) Math.min(ZEROS_BYTES, to - at));
            at += channel.write(zeros, at);
        }
    }

    /**
     * Asks the file system for blocks, where it knows how. One that gives blocks late would take
     * zeros, find out that there is no room when it writes them back, and fail the next sync.
     *
     * @throws IOException when there is no room
     */
    private static void allocate(Path file, long from, long to) throws IOException {
        PosixAPI posix = PosixAPI.posix();
        try (OpenFile open = new OpenFile(file)) {
            boolean done = posix.fallocate(open.descriptor(), 0, from, to - from) == 0;
            int error = done ? 0 : posix.lastError();
            if (error == NO_SPACE || error == OVER_QUOTA) {
                throw new IOException(
                        error == NO_SPACE ? "No space left on device" : "Disk quota exceeded");
            }
        } catch (PosixRuntimeException | UnsatisfiedLinkError noAnswer) {
            // The zeros find out.
        }
    }
}
