package org.jpmxcfs.log.model;

import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The binary form of a mutation, little-endian: version (1 byte), kind (1 byte), then the fields in
 * the order of the record. A location is base (8), length (2), path; other texts are length (2) and
 * bytes; file bytes are length (4) and bytes. Members are count (1), then of each id (4), name,
 * address, port (2) and vote (1: 0 or 1).
 *
 * <p>Encoding writes into a buffer of the caller and makes no garbage; an instance belongs to one
 * thread. Decoding is total: any bytes give a mutation or a {@link MalformedException}, and never
 * an array larger than the bytes that are there.
 */
public final class MutationCodec {
    /**
     * Newest version of the form; newer ones are refused. Each kind is written in the version that
     * it came with, so that a journal without newer kinds can be read by older programs.
     */
    public static final int VERSION = TransferCodec.VERSION;

    private static final byte FIRST_VERSION = 1;

    /** Bytes that every mutation has. */
    static final int FIXED_BYTES = 2;

    private static final byte CREATE = 1;
    private static final byte MAKE_DIRECTORY = 2;
    private static final byte WRITE = 3;
    private static final byte TRUNCATE = 4;
    private static final byte RENAME = 5;
    private static final byte DELETE = 6;
    private static final byte SET_MTIME = 7;
    private static final byte UNLOCK = 8;
    private static final byte LOG_MESSAGE = 9;
    private static final byte TERM_OPENED = 10;
    private static final byte MEMBERS_CHANGED = 11;

    private final Encoder encoder = new Encoder();

    /**
     * Writes {@code mutation} at the position of {@code target} and moves the position behind it.
     * Sets the byte order of {@code target} to little-endian.
     *
     * @throws BufferOverflowException when it does not fit
     * @throws IllegalArgumentException when it is larger than {@link Limits} allow or a text is not
     *     in the form of {@link Names}
     */
    public void encode(Mutation mutation, ByteBuffer target) {
        encoder.target = target.order(ByteOrder.LITTLE_ENDIAN);
        try {
            mutation.accept(encoder);
        } finally {
            encoder.target = null;
        }
    }

    /**
     * The mutation that the bytes from position to limit of {@code source} spell, all of them. The
     * position ends at the limit; the byte order is set to little-endian.
     *
     * @throws MalformedException when they spell none
     */
    public static Mutation decode(ByteBuffer source) throws MalformedException {
        source.order(ByteOrder.LITTLE_ENDIAN);
        try {
            int version = source.get();
            if (version < FIRST_VERSION || version > VERSION) {
                throw new MalformedException(
                        "mutation of version " + version + "; this program reads 1 to " + VERSION);
            }
            Mutation mutation = decodeKind(source.get(), source);
            int written = mutation instanceof Transfer ? TransferCodec.VERSION : FIRST_VERSION;
            if (version != written) {
                throw new MalformedException(
                        "mutation of version " + version + ", whose kind has version " + written);
            }
            if (source.hasRemaining()) {
                throw new MalformedException(source.remaining() + " bytes follow the mutation");
            }
            return mutation;
        } catch (BufferUnderflowException e) {
            throw new MalformedException("mutation ends too early", e);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("mutation with a wrong field: " + e.getMessage(), e);
        }
    }

    /** Whether the mutation that begins at {@code start} of {@code source} is a rename. */
    static boolean isRename(ByteBuffer source, int start) {
        return source.get(start + 1) == RENAME;
    }

    private static Mutation decodeKind(byte kind, ByteBuffer source) throws MalformedException {
        return switch (kind) {
            case CREATE -> new Mutation.Create(location(source));
            case MAKE_DIRECTORY -> new Mutation.MakeDirectory(location(source));
            case WRITE -> new Mutation.Write(location(source), source.getLong(), fileBytes(source));
            case TRUNCATE -> new Mutation.Truncate(location(source), source.getLong());
            case RENAME -> new Mutation.Rename(location(source), location(source));
            case DELETE -> new Mutation.Delete(location(source));
            case SET_MTIME ->
                    new Mutation.SetMtime(
                            location(source), Integer.toUnsignedLong(source.getInt()));
            case UNLOCK ->
                    new Mutation.Unlock(location(source), bytes(source, Limits.CHECKSUM_BYTES));
            case LOG_MESSAGE ->
                    new Mutation.LogMessage(
                            Byte.toUnsignedInt(source.get()),
                            source.getInt(),
                            text(source),
                            text(source),
                            text(source),
                            text(source));
            case TERM_OPENED -> new Mutation.TermOpened();
            case MEMBERS_CHANGED -> new Mutation.MembersChanged(decodeMembers(source));
            default -> TransferCodec.decode(kind, source);
        };
    }

    /**
     * Writes members as they stand in a mutation, at the position of {@code target}.
     *
     * @throws BufferOverflowException when they do not fit
     */
    public void encodeMembers(List<Member> members, ByteBuffer target) {
        encoder.target = target.order(ByteOrder.LITTLE_ENDIAN);
        try {
            encoder.members(members);
        } finally {
            encoder.target = null;
        }
    }

    /**
     * Reads what {@link #encodeMembers} writes, from the position of {@code source}, which is
     * little-endian.
     *
     * @throws MalformedException when a text is longer than what is there
     * @throws BufferUnderflowException when the bytes end too early
     * @throws IllegalArgumentException when a member is none that can be
     */
    public static List<Member> decodeMembers(ByteBuffer source) throws MalformedException {
        int count = Byte.toUnsignedInt(source.get());
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int id = source.getInt();
            String name = text(source);
            String address = text(source);
            int port = Short.toUnsignedInt(source.getShort());
            byte vote = source.get();
            if (vote != 0 && vote != 1) {
                throw new MalformedException("member with vote " + vote);
            }
            members.add(new Member(id, name, address, port, vote == 1));
        }
        return members;
    }

    private static Location location(ByteBuffer source) throws MalformedException {
        return new Location(source.getLong(), text(source));
    }

    static String text(ByteBuffer source) throws MalformedException {
        return Names.ofBytes(bytes(source, Short.toUnsignedInt(source.getShort())));
    }

    static byte[] fileBytes(ByteBuffer source) throws MalformedException {
        int length = source.getInt();
        if (length < 0 || length > Limits.FILE_BYTES_MAX) {
            throw new MalformedException("write of " + length + " bytes");
        }
        return bytes(source, length);
    }

    /** Checks the length against what is there before it makes the array. */
    static byte[] bytes(ByteBuffer source, int length) throws MalformedException {
        if (length > source.remaining()) {
            throw new MalformedException(
                    "field of " + length + " bytes, but only " + source.remaining() + " are there");
        }
        byte[] bytes = new byte[length];
        source.get(bytes);
        return bytes;
    }

    private static final class Encoder implements Mutation.Handler<Void> {
        private ByteBuffer target;

        @Override
        public Void create(Mutation.Create mutation) {
            return start(CREATE, mutation.at());
        }

        @Override
        public Void makeDirectory(Mutation.MakeDirectory mutation) {
            return start(MAKE_DIRECTORY, mutation.at());
        }

        @Override
        public Void write(Mutation.Write mutation) {
            int length = mutation.data().length;
            if (length > Limits.FILE_BYTES_MAX) {
                throw new IllegalArgumentException("write of " + length + " bytes");
            }
            start(WRITE, mutation.at());
            target.putLong(mutation.offset()).putInt(length).put(mutation.data());
            return null;
        }

        @Override
        public Void truncate(Mutation.Truncate mutation) {
            start(TRUNCATE, mutation.at());
            target.putLong(mutation.size());
            return null;
        }

        @Override
        public Void rename(Mutation.Rename mutation) {
            start(RENAME, mutation.from());
            return location(mutation.to());
        }

        @Override
        public Void delete(Mutation.Delete mutation) {
            return start(DELETE, mutation.at());
        }

        @Override
        public Void setMtime(Mutation.SetMtime mutation) {
            start(SET_MTIME, mutation.at());
            target.putInt((int) mutation.mtime());
            return null;
        }

        @Override
        public Void unlock(Mutation.Unlock mutation) {
            start(UNLOCK, mutation.at());
            target.put(mutation.checksum());
            return null;
        }

        @Override
        public Void logMessage(Mutation.LogMessage mutation) {
            target.put(FIRST_VERSION).put(LOG_MESSAGE);
            target.put((byte) mutation.priority()).putInt(mutation.pid());
            text(mutation.node());
            text(mutation.user());
            text(mutation.tag());
            return text(mutation.text());
        }

        @Override
        public Void termOpened(Mutation.TermOpened mutation) {
            target.put(FIRST_VERSION).put(TERM_OPENED);
            return null;
        }

        @Override
        public Void membersChanged(Mutation.MembersChanged mutation) {
            target.put(FIRST_VERSION).put(MEMBERS_CHANGED);
            return members(mutation.members());
        }

        @Override
        public Void transfer(Transfer part) {
            TransferCodec.encode(part, target);
            return null;
        }

        private Void members(List<Member> members) {
            target.put((byte) members.size());
            for (Member member : members) {
                target.putInt(member.id());
                text(member.name());
                text(member.address());
                target.putShort((short) member.port()).put((byte) (member.voter() ? 1 : 0));
            }
            return null;
        }

        private Void start(byte kind, Location at) {
            target.put(FIRST_VERSION).put(kind);
            return location(at);
        }

        private Void location(Location location) {
            target.putLong(location.base());
            return text(location.path());
        }

        private Void text(String text) {
            putText(text, target);
            return null;
        }
    }

    /** Char by char: {@code getBytes} would make an array for every name. */
    static void putText(String text, ByteBuffer target) {
        int length = text.length();
        target.putShort((short) length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c > 0xFF) {
                throw new IllegalArgumentException("text is not in the form of Names: " + text);
            }
            target.put((byte) c);
        }
    }
}
