package org.jpmxcfs.log.chronicle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.EntryCodec;

/** Writes records into a buffer that is reused, without garbage for entries. One thread. */
final class RecordEncoder {
    private final EntryCodec entries = new EntryCodec();
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer target;

    /** Writes into {@code target}, which holds at least the largest record. */
    RecordEncoder(ByteBuffer target) {
        this.target = target.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Each of these leaves the record in the target, from 0 to the length that it returns. */
    int appended(Entry entry) {
        begin();
        entries.encode(entry, target);
        return finish(RecordFormat.APPENDED, entry.index());
    }

    int voted(Ballot ballot, long lastIndex) {
        begin();
        target.putLong(ballot.term()).putInt(ballot.votedFor());
        return finish(RecordFormat.VOTED, lastIndex);
    }

    int committed(long index, long lastIndex) {
        begin();
        target.putLong(index);
        return finish(RecordFormat.COMMITTED, lastIndex);
    }

    int stopped(long lastIndex) {
        begin();
        return finish(RecordFormat.STOPPED, lastIndex);
    }

    int started(JournalRecord.Started start) {
        begin();
        target.putLong(start.journal().getMostSignificantBits());
        target.putLong(start.journal().getLeastSignificantBits());
        target.putLong(start.number()).putLong(start.firstIndex());
        target.put((byte) (start.restart() ? 1 : 0)).putLong(start.previousBytes());
        target.putLong(start.timeMillis());
        target.putLong(start.ballot().term()).putInt(start.ballot().votedFor());
        target.putLong(start.committedIndex());
        text(start.boot().id());
        text(start.boot().previousId());
        target.put((byte) (start.boot().afterCleanStop() ? 1 : 0));
        target.put((byte) (start.boot().forgetful() ? 1 : 0));
        return finish(RecordFormat.STARTED, start.firstIndex() - 1);
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        target.put((byte) bytes.length).put(bytes);
    }

    private void begin() {
        target.clear().position(RecordFormat.HEADER_BYTES);
    }

    private int finish(byte kind, long index) {
        int length = target.position();
        target.putInt(RecordFormat.LENGTH_AT, length);
        target.putLong(RecordFormat.INDEX_AT, index);
        target.put(RecordFormat.FORMAT_AT, RecordFormat.FORMAT);
        target.put(RecordFormat.KIND_AT, kind);
        target.putShort(RecordFormat.MAGIC_AT, RecordFormat.MAGIC);
        crc.reset();
        crc.update(target.flip().position(RecordFormat.LENGTH_AT));
        target.putInt(RecordFormat.CRC_AT, (int) crc.getValue());
        target.position(0);
        return length;
    }
}
