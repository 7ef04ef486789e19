package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.jpmxcfs.log.StableStorage;

/**
 * Appends records to the newest segment and begins new ones, always on blocks that the file system
 * has already given. One thread at a time, but {@link #force} may run beside {@link #append}.
 */
final class SegmentWriter {
    /** Space taken at once, so that most appends ask for none; it is written twice. */
    private static final long AHEAD_BYTES = 256 << 10;

    /**
     * Kept free behind each record for what Chronicle adds by itself: two index pages of 16 KiB and
     * the closing mark.
     */
    private static final long SLACK_BYTES = 40 << 10;

    /** Kept free besides that for the few small records that end a run or a segment. */
    private static final long RESERVE_BYTES = 8 << 10;

    private final SingleChronicleQueue queue;
    private final SegmentClock clock;
    private final ExcerptAppender appender;
    private final Bytes<ByteBuffer> frame;
    private FileChannel channel;
    private TailSync tail;
    private Path file;
    // Read by a sync after the index of the last entry, which is written after it.
    private long position;
    private volatile long reservedTo;
    private volatile long forcedTo;
    private final LongAdder writtenBytes = new LongAdder();

    SegmentWriter(SingleChronicleQueue queue, SegmentClock clock) {
        this.queue = queue;
        this.clock = clock;
        this.appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
        int capacity = RecordFormat.RECORD_BYTES_MAX;
        frame = Bytes.elasticByteBuffer(capacity, capacity);
        frame.singleThreadedCheckDisabled(true);
    }

    /** Where the next record is put together before {@link #append}. */
    ByteBuffer frame() {
        return frame.underlyingObject();
    }

    /** Whether a segment has been begun. */
    boolean isOpen() {
        return channel != null;
    }

    /** Bytes used in the newest segment. */
    long position() {
        return position;
    }

    /** Bytes of the newest segment that are not on stable storage. */
    long unforcedBytes() {
        return position - forcedTo;
    }

    /** Bytes that were put on the disk since the start, in whole pages. */
    long writtenBytes() {
        return writtenBytes.sum();
    }

    /** End of the space taken for the newest segment, in bytes. */
    long reservedTo() {
        return reservedTo;
    }

    /**
     * Makes sure that a record of {@code length} bytes fits on the disk.
     *
     * @throws IOException when the file system has no room or fails; nothing is appended then
     */
    void reserve(int length) throws IOException {
        long needed = position + length + SLACK_BYTES + RESERVE_BYTES;
        if (needed > reservedTo) {
            long before = reservedTo;
            reservedTo = reserve(file, channel, before, needed);
            writtenBytes.add(reservedTo - before);
        }
    }

    private static long reserve(Path file, FileChannel channel, long from, long needed)
            throws IOException {
        try {
            Space.reserve(file, channel, from, needed + AHEAD_BYTES);
            return needed + AHEAD_BYTES;
        } catch (IOException noRoomAhead) {
            Space.reserve(file, channel, from, needed);
            return needed;
        }
    }

    /** Appends the first {@code length} bytes of the frame, for which there is room. */
    void append(int length) {
        frame.readPositionUnlimited(0).writePosition(length);
        appender.writeBytes(frame);
        position = appender.wire().bytes().writePosition();
    }

    /**
     * A file for the next segment, with room for its first record of {@code length} bytes.
     *
     * @throws IOException when there is no room or the storage fails; no file is left then, and the
     *     segment before stays in use
     */
    Fresh prepare(Segment segment, int length) throws IOException {
        Path file = segment.file();
        FileChannel created = create(file);
        try {
            long reserved = reserve(file, created, 0, length + 2 * SLACK_BYTES + RESERVE_BYTES);
            return new Fresh(segment, created, reserved);
        } catch (IOException e) {
            created.close();
            Files.delete(file);
            throw e;
        }
    }

    /** A file that the next segment can begin in. */
    record Fresh(Segment segment, FileChannel channel, long reservedTo) {}

    /**
     * Begins a segment with the first {@code length} bytes of the frame. When this returns, the
     * segment before, the new one and their names are on stable storage.
     *
     * @throws IOException when the storage fails
     */
    void begin(Fresh fresh, int length) throws IOException {
        clock.set(fresh.segment().cycle());
        long end = position;
        append(length);
        if (channel != null) {
            // Chronicle has put its closing mark there.
            channel.truncate(SegmentFiles.closedBytes(end));
            channel.force(false);
            tail.close();
            channel.close();
        }
        file = fresh.segment().file();
        channel = fresh.channel();
        reservedTo = fresh.reservedTo();
        writtenBytes.add(reservedTo);
        tail = TailSync.after(file, channel, position);
        forcedTo = position;
        StableStorage.sync(file.toAbsolutePath().getParent());
    }

    private static FileChannel create(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE));
        SegmentFiles.restrict(file);
        return channel;
    }

    /**
     * Puts all that was appended to the newest segment on stable storage.
     *
     * @throws IOException when the storage fails, or has failed meanwhile
     */
    void force() throws IOException {
        if (channel != null) {
            long end = position;
            writtenBytes.add(tail.to(end));
            forcedTo = end;
            // XFS that shuts down during a sync may call it done: what was to be logged counts as
            // written once it is given up. It refuses every question from there on.
            channel.size();
        }
    }

    /** Closes the queue and gives the space back that was taken ahead. */
    void close() throws IOException {
        appender.close();
        queue.close();
        frame.releaseLast();
        if (channel != null) {
            try (FileChannel last = channel) {
                tail.close();
                last.truncate(position);
            }
        }
    }
}
