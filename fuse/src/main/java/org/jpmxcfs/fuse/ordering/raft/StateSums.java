package org.jpmxcfs.fuse.ordering.raft;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a node tells the others of its state: checksums as of a few entries. They are the newest
 * multiples of {@link #STEP}, of 64 times that and of 1,024 times that, as nodes that are some
 * entries apart must have told of a common one.
 */
final class StateSums {
    /** Checksums are taken after each entry whose index is a multiple of this. */
    static final int STEP = 64;

    private static final long[] STEPS = {STEP, 64L * STEP, 1024L * STEP};
    private static final int PAIR_BYTES = 2 * Long.BYTES;

    private StateSums() {}

    /** As bytes for the wire, from the checksums that are known by index. */
    static byte[] encode(long newestIndex, Map<Long, Long> known) {
        TreeMap<Long, Long> told = new TreeMap<>();
        for (long step : STEPS) {
            long index = newestIndex / step * step;
            if (known.containsKey(index)) {
                told.put(index, known.get(index));
            }
        }
        ByteBuffer bytes = ByteBuffer.allocate(told.size() * PAIR_BYTES);
        told.forEach((index, sum) -> bytes.putLong(index).putLong(sum));
        return bytes.array();
    }

    /** Checksums by index; empty where the bytes are none that {@link #encode} makes. */
    static Optional<Map<Long, Long>> decode(byte[] value) {
        if (value.length % PAIR_BYTES != 0 || value.length > STEPS.length * PAIR_BYTES) {
            return Optional.empty();
        }
        Map<Long, Long> sums = new TreeMap<>();
        ByteBuffer bytes = ByteBuffer.wrap(value);
        while (bytes.hasRemaining()) {
            long index = bytes.getLong();
            if (index <= 0 || index % STEP != 0) {
                return Optional.empty();
            }
            sums.put(index, bytes.getLong());
        }
        return Optional.of(sums);
    }
}
