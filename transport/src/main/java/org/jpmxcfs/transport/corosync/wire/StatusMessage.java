package org.jpmxcfs.transport.corosync.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.log.model.Names;

/** Everything that is said in the group of the status values and the cluster log. */
public sealed interface StatusMessage {
    /** Name of the group; its final NUL counts on the wire. */
    String GROUP = "pve_kvstore_v1";

    /** Version of the protocol in this group. */
    int VERSION = 0;

    /** Bytes of the field that holds a key and its NUL. */
    int KEY_FIELD_BYTES = 256;

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
    static StatusMessage decode(byte[] bytes) throws MalformedException {
        return open(Envelope.decode(bytes));
    }

    /**
     * The message in an envelope.
     *
     * @throws MalformedException when there is none
     */
    static StatusMessage open(Envelope envelope) throws MalformedException {
        int seconds = envelope.seconds();
        if (envelope.type() == MessageType.NORMAL) {
            return switch (envelope.subtype()) {
                case SetValue.SUBTYPE -> SetValue.open(envelope);
                case AddLine.SUBTYPE ->
                        new AddLine(seconds, envelope.count(), LogLine.decode(envelope.payload()));
                default ->
                        throw new MalformedException(
                                "status message of unknown kind " + envelope.subtype());
            };
        }
        if (envelope.type() == MessageType.SYNC_START) {
            return new SyncStart(seconds, envelope.epoch());
        }
        if (envelope.type() == MessageType.STATE) {
            return new State(seconds, envelope.epoch(), LogRing.decode(envelope.payload()));
        }
        throw new MalformedException("message that this group does not have");
    }

    /**
     * Sets a status value of the sender.
     *
     * @param seconds the sender's clock, seconds since 1970, unsigned
     * @param count the sender's number of the message, 1 and up
     * @param key at most 255 bytes, in the form of {@link Names}
     * @param value never changed; empty removes the key
     */
    record SetValue(int seconds, long count, String key, byte[] value) implements StatusMessage {
        private static final int SUBTYPE = 1;

        /** Refuses a key that does not fit. */
        public SetValue {
            if (key.length() >= KEY_FIELD_BYTES || key.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("key of " + key.length() + " bytes");
            }
        }

        // Behind the NUL of the key stands whatever was in the sender's memory.
        private static SetValue open(Envelope envelope) throws MalformedException {
            byte[] payload = envelope.payload();
            if (payload.length < KEY_FIELD_BYTES) {
                throw new MalformedException("status value of " + payload.length + " bytes");
            }
            String field = Names.ofBytes(Arrays.copyOf(payload, KEY_FIELD_BYTES));
            int end = field.indexOf('\0');
            if (end < 0) {
                throw new MalformedException("status key that does not end");
            }
            byte[] value = Arrays.copyOfRange(payload, KEY_FIELD_BYTES, payload.length);
            return new SetValue(
                    envelope.seconds(), envelope.count(), field.substring(0, end), value);
        }

        @Override
        public Envelope envelope() {
            ByteBuffer payload = ByteBuffer.allocate(KEY_FIELD_BYTES + value.length);
            payload.put(Names.toBytes(key)).position(KEY_FIELD_BYTES).put(value);
            return Envelope.normal(VERSION, SUBTYPE, seconds, count, payload.array());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof SetValue s
                    && seconds == s.seconds
                    && count == s.count
                    && key.equals(s.key)
                    && Arrays.equals(value, s.value);
        }

        @Override
        public int hashCode() {
            return 31 * key.hashCode() + Arrays.hashCode(value);
        }
    }

    /**
     * Adds a line to the cluster log.
     *
     * @param count the sender's number of the message, 1 and up
     */
    record AddLine(int seconds, long count, LogLine line) implements StatusMessage {
        private static final int SUBTYPE = 3;

        @Override
        public Envelope envelope() {
            return Envelope.normal(VERSION, SUBTYPE, seconds, count, line.encode());
        }
    }

    /** Begins a synchronisation. */
    record SyncStart(int seconds, Epoch epoch) implements StatusMessage {
        @Override
        public Envelope envelope() {
            return Envelope.sync(VERSION, MessageType.SYNC_START, seconds, epoch, new byte[0]);
        }
    }

    /** The log of the sender. */
    record State(int seconds, Epoch epoch, LogRing log) implements StatusMessage {
        @Override
        public Envelope envelope() {
            return Envelope.sync(VERSION, MessageType.STATE, seconds, epoch, log.encode());
        }
    }
}
