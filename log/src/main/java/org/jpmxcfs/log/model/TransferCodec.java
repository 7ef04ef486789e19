package org.jpmxcfs.log.model;

import java.nio.ByteBuffer;
import org.jpmxcfs.log.model.Transfer.Source;

/**
 * The binary form of the parts of a transfer, behind version and kind: the fields in the order of
 * the record. A type is 4 for a directory and 8 for a file, inodes are count (4) and 8 bytes each.
 */
final class TransferCodec implements Transfer.Handler<Void> {
    /** Version of the form of mutations that came with these kinds. */
    static final int VERSION = 2;

    static final byte BEGUN = 12;
    static final byte ROW = 13;
    static final byte DROPPED = 14;
    static final byte COMMITTED = 15;

    private static final byte DIRECTORY = 4;
    private static final byte FILE = 8;

    private final ByteBuffer target;

    private TransferCodec(ByteBuffer target) {
        this.target = target;
    }

    /** Writes a part at the position of {@code target}, which is little-endian. */
    static void encode(Transfer part, ByteBuffer target) {
        target.put((byte) VERSION);
        part.acceptPart(new TransferCodec(target));
    }

    /** Reads what follows the kind. */
    static Transfer decode(byte kind, ByteBuffer source) throws MalformedException {
        return switch (kind) {
            case BEGUN ->
                    new Transfer.Begun(
                            source(source.get()),
                            source.getInt(),
                            source.getLong(),
                            MutationCodec.text(source));
            case ROW ->
                    new Transfer.Row(
                            source.getLong(),
                            source.getLong(),
                            source.getLong(),
                            source.getInt(),
                            Integer.toUnsignedLong(source.getInt()),
                            isDirectory(source.get()),
                            MutationCodec.text(source),
                            MutationCodec.fileBytes(source));
            case DROPPED -> new Transfer.Dropped(inodes(source));
            case COMMITTED ->
                    new Transfer.Committed(MutationCodec.bytes(source, Limits.CHECKSUM_BYTES));
            default -> throw new MalformedException("mutation of unknown kind " + kind);
        };
    }

    @Override
    public Void begun(Transfer.Begun part) {
        target.put(BEGUN).put((byte) part.source().ordinal());
        target.putInt(part.node()).putLong(part.version());
        return text(part.reason());
    }

    @Override
    public Void row(Transfer.Row part) {
        target.put(ROW).putLong(part.inode()).putLong(part.parent()).putLong(part.version());
        target.putInt(part.writer()).putInt((int) part.mtime());
        target.put(part.directory() ? DIRECTORY : FILE);
        text(part.name());
        target.putInt(part.data().length).put(part.data());
        return null;
    }

    @Override
    public Void dropped(Transfer.Dropped part) {
        target.put(DROPPED).putInt(part.inodes().length);
        for (long inode : part.inodes()) {
            target.putLong(inode);
        }
        return null;
    }

    @Override
    public Void committed(Transfer.Committed part) {
        target.put(COMMITTED).put(part.digest());
        return null;
    }

    private Void text(String text) {
        MutationCodec.putText(text, target);
        return null;
    }

    private static Source source(byte code) throws MalformedException {
        Source[] sources = Source.values();
        if (code < 0 || code >= sources.length) {
            throw new MalformedException("transfer from unknown source " + code);
        }
        return sources[code];
    }

    private static boolean isDirectory(byte type) throws MalformedException {
        if (type != DIRECTORY && type != FILE) {
            throw new MalformedException("row of type " + type);
        }
        return type == DIRECTORY;
    }

    private static long[] inodes(ByteBuffer source) throws MalformedException {
        int count = source.getInt();
        if (count < 0 || count > source.remaining() / Long.BYTES) {
            throw new MalformedException(
                    count + " inodes, but only " + source.remaining() + " bytes are there");
        }
        long[] inodes = new long[count];
        for (int i = 0; i < count; i++) {
            inodes[i] = source.getLong();
        }
        return inodes;
    }
}
