package org.jpmxcfs.transport.corosync.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jpmxcfs.log.model.MalformedException;

/**
 * The newest lines of the cluster log in a ring of 128 KiB, laid out as the daemons send it: size
 * (4 bytes), place of the newest line (4, 0 when there is none), then lines at places that 8
 * divides. A line's first field is the place of the line before it, its second the place behind it.
 * A new line that would reach the end starts at the front again, over the oldest ones.
 *
 * <p>Not thread-safe.
 */
public final class LogRing {
    /** Size of every ring. */
    public static final int BYTES = 128 << 10;

    /** The least size of a ring that is read, its head. */
    private static final int HEAD_BYTES = 8;

    private static final int ALIGNMENT = 8;
    private static final int NEWEST_AT = 4;

    private final byte[] bytes;
    private final ByteBuffer view;

    private LogRing(byte[] bytes) {
        this.bytes = bytes;
        this.view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A ring without lines. */
    public LogRing() {
        this(new byte[BYTES]);
        view.putInt(0, BYTES);
    }

    /**
     * The ring that these bytes are; the array belongs to it from here on. Its lines are looked at
     * when they are read.
     *
     * @throws MalformedException when the size in it is not its size
     */
    public static LogRing decode(byte[] bytes) throws MalformedException {
        LogRing ring = new LogRing(bytes);
        if (bytes.length <= HEAD_BYTES || ring.view.getInt(0) != bytes.length) {
            throw new MalformedException("log of " + bytes.length + " bytes");
        }
        return ring;
    }

    /** The bytes of the ring, as a copy. */
    public byte[] encode() {
        return bytes.clone();
    }

    /** Whether there is no line. */
    public boolean isEmpty() {
        return newest() == 0;
    }

    /** Adds a line as the newest one. */
    public void add(LogLine line) {
        byte[] encoded = line.encode();
        int room = roomOf(encoded.length);
        int before = newest();
        int at = before == 0 ? HEAD_BYTES : view.getInt(before + Integer.BYTES);
        if (at + room >= bytes.length) {
            at = HEAD_BYTES;
        }
        view.putInt(at, before).putInt(at + Integer.BYTES, at + room);
        System.arraycopy(encoded, 8, bytes, at + 8, encoded.length - 8);
        view.putInt(NEWEST_AT, at);
    }

    /**
     * The lines, the newest first. A ring of another node that leads to nonsense ends before it: it
     * gives what can be read.
     */
    public List<LogLine> newestFirst() {
        List<LogLine> lines = new ArrayList<>();
        int newest = newest();
        int at = newest;
        int stepsLeft = bytes.length / (LogLine.FIXED_BYTES + LogLine.SLACK_BYTES);
        while (isLine(at) && stepsLeft-- > 0) {
            lineAt(at).ifPresent(lines::add);
            int before = view.getInt(at);
            boolean isOverwritten = at < before && before <= newest;
            boolean isInNewest = before > newest && before <= newest + LogLine.BYTES_MAX;
            at = isOverwritten || isInNewest ? 0 : before;
        }
        return lines;
    }

    /** How much of a ring a line takes. */
    public static int roomOf(LogLine line) {
        return roomOf(line.bytes());
    }

    private static int roomOf(int lineBytes) {
        return (lineBytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    private int newest() {
        return view.getInt(NEWEST_AT);
    }

    private boolean isLine(int at) {
        return at >= HEAD_BYTES
                && at <= bytes.length - LogLine.FIXED_BYTES
                && LogLine.bytesAt(view, at) <= Math.min(LogLine.BYTES_MAX, bytes.length - at);
    }

    // The original keeps an over-long line of its own without the final NUL; nobody else takes it.
    private Optional<LogLine> lineAt(int at) {
        try {
            int size = (int) LogLine.bytesAt(view, at);
            return Optional.of(LogLine.decode(Arrays.copyOfRange(bytes, at, at + size)));
        } catch (MalformedException notTerminated) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogRing r && Arrays.equals(bytes, r.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
