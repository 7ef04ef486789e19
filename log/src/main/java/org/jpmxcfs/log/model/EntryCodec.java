package org.jpmxcfs.log.model;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The binary form of an entry, little-endian: version (1 byte), index (8), term (8), origin (4),
 * request id (8), time (8), then the mutation as {@link MutationCodec} writes it.
 *
 * <p>An instance encodes for one thread, without garbage; decoding is total.
 */
public final class EntryCodec {
    /** Version of the form that is written; older ones are still read, newer ones refused. */
    public static final int VERSION = 1;

    private static final int FIXED_BYTES = 37;
    private static final int INDEX_AT = 1;
    private static final int TIME_AT = 29;

    private final MutationCodec mutations = new MutationCodec();

    /**
     * Writes {@code entry} at the position of {@code target} and moves the position behind it; at
     * most {@link Limits#ENTRY_BYTES_MAX} bytes. Sets the byte order of {@code target} to
     * little-endian.
     *
     * @throws BufferOverflowException when it does not fit
     * @throws IllegalArgumentException when its mutation is larger than {@link Limits} allow
     */
    public void encode(Entry entry, ByteBuffer target) {
        target.order(ByteOrder.LITTLE_ENDIAN);
        target.put((byte) VERSION).putLong(entry.index()).putLong(entry.term());
        target.putInt(entry.origin()).putLong(entry.requestId()).putLong(entry.timeMillis());
        mutations.encode(entry.mutation(), target);
    }

    /**
     * The entry that the bytes from position to limit of {@code source} spell, all of them. The
     * byte order is set to little-endian.
     *
     * @throws MalformedException when they spell none
     */
    public static Entry decode(ByteBuffer source) throws MalformedException {
        source.order(ByteOrder.LITTLE_ENDIAN);
        if (source.remaining() < FIXED_BYTES) {
            throw new MalformedException("entry of only " + source.remaining() + " bytes");
        }
        int version = source.get();
        if (version != VERSION) {
            throw new MalformedException(
                    "entry of version " + version + "; this program reads 1 to " + VERSION);
        }
        return new Entry(
                source.getLong(),
                source.getLong(),
                source.getInt(),
                source.getLong(),
                source.getLong(),
                MutationCodec.decode(source));
    }

    /**
     * The heading of the entry that the bytes from position to limit of {@code source} spell; what
     * follows it is not looked at. The position stays; the byte order is set to little-endian.
     *
     * @throws MalformedException when there are too few bytes
     */
    public static Heading heading(ByteBuffer source) throws MalformedException {
        source.order(ByteOrder.LITTLE_ENDIAN);
        if (source.remaining() < FIXED_BYTES + MutationCodec.FIXED_BYTES) {
            throw new MalformedException("entry of only " + source.remaining() + " bytes");
        }
        int start = source.position();
        return new Heading(
                source.getLong(start + INDEX_AT),
                source.getLong(start + TIME_AT),
                MutationCodec.isRename(source, start + FIXED_BYTES));
    }
}
