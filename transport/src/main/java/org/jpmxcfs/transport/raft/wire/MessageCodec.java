package org.jpmxcfs.transport.raft.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.EntryCodec;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.MutationCodec;

/**
 * The binary form of a message, little-endian: CRC-32C of all that follows (4 bytes), version (1),
 * kind (1), term (8), then the fields in the order of the record. Truth values are one byte, 0 or
 * 1; entries, requests and file bytes are length (4) and bytes; lists are count (4) and items;
 * members are as in {@link MutationCodec}.
 *
 * <p>An instance encodes for one thread. Decoding is total: any bytes give a message or a {@link
 * MalformedException}, and never an array larger than the bytes that are there.
 */
public final class MessageCodec {
    /** Version of the form; the handshake of a link makes sure that both sides have the same. */
    public static final int VERSION = 1;

    /** Largest encoded message: a batch of 1 MiB with one entry beyond it, or a snapshot's part. */
    public static final int MESSAGE_BYTES_MAX = (1 << 20) + Limits.ENTRY_BYTES_MAX + (64 << 10);

    private static final int LIST_COUNT_MAX = 1 << 16;
    private static final int CRC_BYTES = Integer.BYTES;
    private static final byte VOTE_REQUEST = 1;
    private static final byte VOTE_REPLY = 2;
    private static final byte APPEND = 3;
    private static final byte APPEND_REPLY = 4;
    private static final byte HEARTBEAT = 5;
    private static final byte HEARTBEAT_REPLY = 6;
    private static final byte SNAPSHOT_CHUNK = 7;
    private static final byte SNAPSHOT_REPLY = 8;
    private static final byte FORWARD = 9;
    private static final byte CAMPAIGN_NOW = 10;
    private static final byte COMMITTED = 11;

    private final Encoder encoder = new Encoder();
    private final CRC32C crc = new CRC32C();

    /**
     * Writes {@code message} at the position of {@code target} and moves the position behind it; at
     * most {@link #MESSAGE_BYTES_MAX} bytes. Sets the byte order of {@code target} to
     * little-endian.
     *
     * @throws java.nio.BufferOverflowException when it does not fit
     */
    public void encode(Message message, ByteBuffer target) {
        target.order(ByteOrder.LITTLE_ENDIAN);
        int start = target.position();
        target.putInt(0).put((byte) VERSION);
        encoder.target = target;
        message.accept(0, encoder);
        encoder.target = null;
        target.putInt(start, crcOf(crc, target, start + CRC_BYTES, target.position()));
    }

    /**
     * The message that the bytes from position to limit of {@code source} spell, all of them. The
     * byte order is set to little-endian.
     *
     * @throws MalformedException when they spell none, or were changed on the way
     */
    public static Message decode(ByteBuffer source) throws MalformedException {
        source.order(ByteOrder.LITTLE_ENDIAN);
        try {
            int sum = source.getInt();
            int actual = crcOf(new CRC32C(), source, source.position(), source.limit());
            if (sum != actual) {
                throw new MalformedException("message with a wrong checksum");
            }
            int version = source.get();
            if (version != VERSION) {
                throw new MalformedException(
                        "message of version " + version + "; this program reads " + VERSION);
            }
            Message message = decodeKind(source.get(), source);
            if (source.hasRemaining()) {
                throw new MalformedException(source.remaining() + " bytes follow the message");
            }
            return message;
        } catch (BufferUnderflowException e) {
            throw new MalformedException("message ends too early", e);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("message with a wrong field: " + e.getMessage(), e);
        }
    }

    private static int crcOf(CRC32C crc, ByteBuffer buffer, int from, int to) {
        crc.reset();
        crc.update(buffer.duplicate().limit(to).position(from));
        return (int) crc.getValue();
    }

    private static Message decodeKind(byte kind, ByteBuffer in) throws MalformedException {
        long term = number(in);
        return switch (kind) {
            case VOTE_REQUEST ->
                    new Message.VoteRequest(term, number(in), number(in), truth(in), truth(in));
            case VOTE_REPLY -> new Message.VoteReply(term, truth(in), truth(in), truth(in));
            case APPEND ->
                    new Message.Append(
                            term,
                            number(in),
                            number(in),
                            number(in),
                            number(in),
                            in.getLong(),
                            entries(in));
            case APPEND_REPLY ->
                    new Message.AppendReply(
                            term,
                            truth(in),
                            number(in),
                            number(in),
                            number(in),
                            in.getLong(),
                            truth(in));
            case HEARTBEAT -> new Message.Heartbeat(term, number(in), number(in), in.getLong());
            case HEARTBEAT_REPLY ->
                    new Message.HeartbeatReply(term, number(in), in.getLong(), truth(in));
            case SNAPSHOT_CHUNK -> snapshotChunk(term, in);
            case SNAPSHOT_REPLY ->
                    new Message.SnapshotReply(
                            term, number(in), number(in), truth(in), in.getLong());
            case FORWARD -> new Message.Forward(term, requests(in));
            case CAMPAIGN_NOW -> new Message.CampaignNow(term);
            case COMMITTED -> new Message.Committed(term, number(in));
            default -> throw new MalformedException("message of unknown kind " + kind);
        };
    }

    private static Message snapshotChunk(long term, ByteBuffer in) throws MalformedException {
        Mark mark = new Mark(number(in), number(in), MutationCodec.decodeMembers(in));
        long totalBytes = number(in);
        byte[] digest = bytes(in);
        long offset = number(in);
        byte[] bytes = bytes(in);
        if (offset > totalBytes - bytes.length) {
            throw new MalformedException(
                    "part of a snapshot of " + totalBytes + " bytes at " + offset);
        }
        return new Message.SnapshotChunk(term, mark, totalBytes, digest, offset, bytes);
    }

    /** Entries of one message follow each other: the receiver relies on it. */
    private static List<Entry> entries(ByteBuffer in) throws MalformedException {
        int count = count(in);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Entry entry = EntryCodec.decode(slice(in));
            if (i > 0 && entry.index() != entries.get(i - 1).index() + 1) {
                throw new MalformedException("entry " + entry.index() + " is out of order");
            }
            entries.add(entry);
        }
        return entries;
    }

    private static List<Request> requests(ByteBuffer in) throws MalformedException {
        int count = count(in);
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long id = in.getLong();
            long timeMillis = in.getLong();
            requests.add(new Request(id, timeMillis, MutationCodec.decode(slice(in))));
        }
        return requests;
    }

    private static int count(ByteBuffer in) throws MalformedException {
        int count = in.getInt();
        if (count < 0 || count > LIST_COUNT_MAX) {
            throw new MalformedException("list of " + count + " items");
        }
        return count;
    }

    private static byte[] bytes(ByteBuffer in) throws MalformedException {
        ByteBuffer slice = slice(in);
        byte[] bytes = new byte[slice.remaining()];
        slice.get(bytes);
        return bytes;
    }

    private static ByteBuffer slice(ByteBuffer in) throws MalformedException {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new MalformedException(
                    "field of " + length + " bytes, but only " + in.remaining() + " are there");
        }
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }

    /** Terms, indexes, sizes and offsets are never negative. */
    private static long number(ByteBuffer in) throws MalformedException {
        long number = in.getLong();
        if (number < 0) {
            throw new MalformedException("message with the negative number " + number);
        }
        return number;
    }

    private static boolean truth(ByteBuffer in) throws MalformedException {
        byte value = in.get();
        if (value != 0 && value != 1) {
            throw new MalformedException("truth value " + value);
        }
        return value == 1;
    }

    private static final class Encoder implements Message.Handler {
        private final EntryCodec entries = new EntryCodec();
        private final MutationCodec mutations = new MutationCodec();
        private ByteBuffer target;

        @Override
        public void voteRequest(int from, Message.VoteRequest m) {
            start(VOTE_REQUEST, m.term()).putLong(m.lastIndex()).putLong(m.lastTerm());
            truth(m.trial()).truth(m.ordered());
        }

        @Override
        public void voteReply(int from, Message.VoteReply m) {
            start(VOTE_REPLY, m.term());
            truth(m.trial()).truth(m.granted()).truth(m.doubtful());
        }

        @Override
        public void append(int from, Message.Append m) {
            start(APPEND, m.term()).putLong(m.prevIndex()).putLong(m.prevTerm());
            target.putLong(m.committed()).putLong(m.lastIndex()).putLong(m.echo());
            target.putInt(m.entries().size());
            for (Entry entry : m.entries()) {
                int at = openField();
                entries.encode(entry, target);
                closeField(at);
            }
        }

        @Override
        public void appendReply(int from, Message.AppendReply m) {
            start(APPEND_REPLY, m.term());
            truth(m.accepted());
            target.putLong(m.prevIndex()).putLong(m.index()).putLong(m.indexTerm());
            target.putLong(m.incarnation());
            truth(m.doubtful());
        }

        @Override
        public void heartbeat(int from, Message.Heartbeat m) {
            start(HEARTBEAT, m.term()).putLong(m.committed()).putLong(m.lastIndex());
            target.putLong(m.echo());
        }

        @Override
        public void committed(int from, Message.Committed m) {
            start(COMMITTED, m.term()).putLong(m.committed());
        }

        @Override
        public void heartbeatReply(int from, Message.HeartbeatReply m) {
            start(HEARTBEAT_REPLY, m.term()).putLong(m.index()).putLong(m.incarnation());
            truth(m.doubtful());
        }

        @Override
        public void snapshotChunk(int from, Message.SnapshotChunk m) {
            start(SNAPSHOT_CHUNK, m.term()).putLong(m.mark().index()).putLong(m.mark().term());
            mutations.encodeMembers(m.mark().members(), target);
            target.putLong(m.totalBytes()).putInt(m.digest().length).put(m.digest());
            target.putLong(m.offset()).putInt(m.bytes().length).put(m.bytes());
        }

        @Override
        public void snapshotReply(int from, Message.SnapshotReply m) {
            start(SNAPSHOT_REPLY, m.term()).putLong(m.markIndex()).putLong(m.receivedBytes());
            truth(m.installed());
            target.putLong(m.incarnation());
        }

        @Override
        public void forward(int from, Message.Forward m) {
            start(FORWARD, m.term()).putInt(m.requests().size());
            for (Request request : m.requests()) {
                target.putLong(request.id()).putLong(request.timeMillis());
                int at = openField();
                mutations.encode(request.mutation(), target);
                closeField(at);
            }
        }

        @Override
        public void campaignNow(int from, Message.CampaignNow m) {
            start(CAMPAIGN_NOW, m.term());
        }

        private ByteBuffer start(byte kind, long term) {
            return target.put(kind).putLong(term);
        }

        private Encoder truth(boolean value) {
            target.put((byte) (value ? 1 : 0));
            return this;
        }

        private int openField() {
            int at = target.position();
            target.putInt(0);
            return at;
        }

        private void closeField(int at) {
            target.putInt(at, target.position() - at - Integer.BYTES);
        }
    }
}
