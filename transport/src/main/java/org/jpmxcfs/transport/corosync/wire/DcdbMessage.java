package org.jpmxcfs.transport.corosync.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jpmxcfs.log.model.MalformedException;

/** Everything that is said in the group of the tree. */
public sealed interface DcdbMessage {
    /** Name of the group; its final NUL counts on the wire. */
    String GROUP = "pve_dcdb_v1";

    /** Version of the protocol in this group. */
    int VERSION = 1;

    /** The message with its header. */
    Envelope envelope();

    /** The bytes of the message. */
    default byte[] encode() {
        return envelope().encode();
    }

    /**
     * The message that these bytes spell, of whatever version.
     *
     * @throws MalformedException when they spell none
     */
    static DcdbMessage decode(byte[] bytes) throws MalformedException {
        return open(Envelope.decode(bytes));
    }

    /**
     * The message in an envelope.
     *
     * @throws MalformedException when there is none
     */
    static DcdbMessage open(Envelope envelope) throws MalformedException {
        int seconds = envelope.seconds();
        Epoch epoch = envelope.epoch();
        byte[] payload = envelope.payload();
        if (envelope.type() == null) {
            throw new MalformedException("message of unknown type");
        }
        return switch (envelope.type()) {
            case NORMAL ->
                    new Change(
                            seconds,
                            envelope.count(),
                            FileChangeCodec.decode(envelope.subtype(), payload));
            case SYNC_START -> new SyncStart(seconds, epoch);
            case STATE -> new State(seconds, epoch, TreeIndex.decode(payload));
            case UPDATE -> new Update(seconds, epoch, Row.decode(payload));
            case UPDATE_COMPLETE -> new UpdateComplete(seconds, epoch);
            case VERIFY_REQUEST ->
                    new VerifyRequest(seconds, epoch, exactly(payload, Long.BYTES).getLong());
            case VERIFY -> Verify.open(seconds, epoch, payload);
        };
    }

    /**
     * A change of the tree.
     *
     * @param seconds the sender's clock, seconds since 1970, unsigned
     * @param count the sender's number of it, 1 and up
     */
    record Change(int seconds, long count, FileChange change) implements DcdbMessage {
        @Override
        public Envelope envelope() {
            FileChangeCodec.Encoded encoded = FileChangeCodec.encode(change);
            return Envelope.normal(VERSION, encoded.subtype(), seconds, count, encoded.payload());
        }
    }

    /** Begins a synchronisation. */
    record SyncStart(int seconds, Epoch epoch) implements DcdbMessage {
        @Override
        public Envelope envelope() {
            return sync(MessageType.SYNC_START, seconds, epoch, new byte[0]);
        }
    }

    /** What the sender's tree consists of. */
    record State(int seconds, Epoch epoch, TreeIndex index) implements DcdbMessage {
        @Override
        public Envelope envelope() {
            return sync(MessageType.STATE, seconds, epoch, index.encode());
        }
    }

    /** A row of the leader's tree that somebody lacks. */
    record Update(int seconds, Epoch epoch, Row row) implements DcdbMessage {
        @Override
        public Envelope envelope() {
            return sync(MessageType.UPDATE, seconds, epoch, row.encode());
        }
    }

    /** All rows that anybody lacks are sent. */
    record UpdateComplete(int seconds, Epoch epoch) implements DcdbMessage {
        @Override
        public Envelope envelope() {
            return sync(MessageType.UPDATE_COMPLETE, seconds, epoch, new byte[0]);
        }
    }

    /** Take a checksum of the tree at this place of the order. */
    record VerifyRequest(int seconds, Epoch epoch, long id) implements DcdbMessage {
        @Override
        public Envelope envelope() {
            byte[] payload = number(Long.BYTES, id).array();
            return sync(MessageType.VERIFY_REQUEST, seconds, epoch, payload);
        }
    }

    /**
     * The checksum that the asking node has taken at the place of its request.
     *
     * @param checksum 32 bytes, never changed
     */
    record Verify(int seconds, Epoch epoch, long id, byte[] checksum) implements DcdbMessage {
        private static Verify open(int seconds, Epoch epoch, byte[] payload)
                throws MalformedException {
            ByteBuffer in = exactly(payload, Long.BYTES + Sha256.BYTES);
            long id = in.getLong();
            byte[] checksum = new byte[Sha256.BYTES];
            in.get(checksum);
            return new Verify(seconds, epoch, id, checksum);
        }

        @Override
        public Envelope envelope() {
            byte[] payload = number(Long.BYTES + Sha256.BYTES, id).put(checksum).array();
            return sync(MessageType.VERIFY, seconds, epoch, payload);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Verify v
                    && seconds == v.seconds
                    && epoch.equals(v.epoch)
                    && id == v.id
                    && Arrays.equals(checksum, v.checksum);
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(id) + Arrays.hashCode(checksum);
        }
    }

    private static Envelope sync(MessageType type, int seconds, Epoch epoch, byte[] payload) {
        return Envelope.sync(VERSION, type, seconds, epoch, payload);
    }

    private static ByteBuffer exactly(byte[] payload, int bytes) throws MalformedException {
        if (payload.length != bytes) {
            throw new MalformedException(
                    "verification of " + payload.length + " bytes instead of " + bytes);
        }
        return ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer number(int bytes, long number) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(number);
    }
}
