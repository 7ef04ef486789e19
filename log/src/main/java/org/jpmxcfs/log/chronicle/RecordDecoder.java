package org.jpmxcfs.log.chronicle;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.model.EntryCodec;
import org.jpmxcfs.log.model.Heading;
import org.jpmxcfs.log.model.MalformedException;

/** Checks and reads records. Total: any bytes give a record or a refusal. One thread. */
final class RecordDecoder {
    private final CRC32C crc = new CRC32C();

    /** Whether the bytes from 0 to the limit are one whole, undamaged record of any version. */
    boolean isIntact(ByteBuffer bytes) {
        int length = bytes.limit();
        if (length < RecordFormat.HEADER_BYTES
                || bytes.getShort(RecordFormat.MAGIC_AT) != RecordFormat.MAGIC
                || bytes.getInt(RecordFormat.LENGTH_AT) != length) {
            return false;
        }
        crc.reset();
        crc.update(bytes.position(RecordFormat.LENGTH_AT));
        bytes.position(0);
        return bytes.getInt(RecordFormat.CRC_AT) == (int) crc.getValue();
    }

    /** Whether an intact record has a format that this program does not know. */
    static boolean isNewer(ByteBuffer bytes) {
        return bytes.get(RecordFormat.FORMAT_AT) != RecordFormat.FORMAT;
    }

    /** Index of the newest entry up to and including an intact record. */
    static long index(ByteBuffer bytes) {
        return bytes.getLong(RecordFormat.INDEX_AT);
    }

    /** Whether an intact record holds an entry. */
    static boolean isAppended(ByteBuffer bytes) {
        return bytes.get(RecordFormat.KIND_AT) == RecordFormat.APPENDED;
    }

    /** Index up to which an intact record says that entries are final; 0 where it says nothing. */
    static long committedIndex(ByteBuffer bytes) {
        boolean says =
                !isNewer(bytes)
                        && bytes.get(RecordFormat.KIND_AT) == RecordFormat.COMMITTED
                        && bytes.limit() >= RecordFormat.HEADER_BYTES + Long.BYTES;
        return says ? bytes.getLong(RecordFormat.HEADER_BYTES) : 0;
    }

    /** The heading of the entry in intact bytes of a known format that hold one. */
    static Heading heading(ByteBuffer bytes) throws MalformedException {
        return EntryCodec.heading(bytes.position(RecordFormat.HEADER_BYTES));
    }

    /** The record in intact bytes of a known format. */
    static JournalRecord decode(ByteBuffer bytes) throws MalformedException {
        bytes.position(RecordFormat.HEADER_BYTES);
        byte kind = bytes.get(RecordFormat.KIND_AT);
        try {
            return switch (kind) {
                case RecordFormat.STARTED -> started(bytes);
                case RecordFormat.APPENDED -> new JournalRecord.Appended(EntryCodec.decode(bytes));
                case RecordFormat.VOTED -> new JournalRecord.Voted(ballot(bytes));
                case RecordFormat.COMMITTED -> new JournalRecord.Committed(bytes.getLong());
                case RecordFormat.STOPPED -> new JournalRecord.Stopped();
                default -> throw new MalformedException("record of unknown kind " + kind);
            };
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new MalformedException("record with a wrong field", e);
        }
    }

    private static JournalRecord.Started started(ByteBuffer bytes) {
        UUID journal = new UUID(bytes.getLong(), bytes.getLong());
        long number = bytes.getLong();
        long firstIndex = bytes.getLong();
        boolean restart = bytes.get() != 0;
        long previousBytes = bytes.getLong();
        long timeMillis = bytes.getLong();
        Ballot ballot = ballot(bytes);
        long committedIndex = bytes.getLong();
        JournalRecord.Boot boot =
                new JournalRecord.Boot(
                        text(bytes), text(bytes), bytes.get() != 0, bytes.get() != 0);
        return new JournalRecord.Started(
                journal,
                number,
                firstIndex,
                restart,
                previousBytes,
                timeMillis,
                ballot,
                committedIndex,
                boot);
    }

    private static Ballot ballot(ByteBuffer bytes) {
        return new Ballot(bytes.getLong(), bytes.getInt());
    }

    private static String text(ByteBuffer bytes) {
        byte[] text = new byte[Byte.toUnsignedInt(bytes.get())];
        bytes.get(text);
        return new String(text, StandardCharsets.US_ASCII);
    }
}
