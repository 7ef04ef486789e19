package org.jpmxcfs.materializer.history;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jpmxcfs.log.Place;

/** Collects the changes of consecutive entries and makes an {@link IndexPart} of them. */
final class IndexPartWriter {
    /** What was seen of a name. */
    private static final class Name {
        private int number; // in the order of all names, once that is known
        private boolean wasDirectory;
        private final List<Integer> rows = new ArrayList<>();
    }

    private record Row(Step step, Place place, boolean isWhole) {}

    private final long firstIndex;
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, Name> names = new TreeMap<>();
    private long oldestMillis = Long.MAX_VALUE;

    /** Nothing yet; the first entry to come is {@code firstIndex}. */
    IndexPartWriter(long firstIndex) {
        this.firstIndex = firstIndex;
    }

    /** An entry was asked for at a time, whatever became of it. */
    void seen(long timeMillis) {
        oldestMillis = Math.min(oldestMillis, timeMillis);
    }

    /**
     * Adds a change; they come in order.
     *
     * @param place where its entry lies
     * @param isWhole whether the content after it does not depend on the one before
     * @param isDirectory whether it is about a directory
     */
    void add(Step step, Place place, boolean isWhole, boolean isDirectory) {
        int row = rows.size();
        rows.add(new Row(step, place, isWhole));
        note(step.path(), row, isDirectory);
        if (step.target() != null && !step.target().equals(step.path())) {
            note(step.target(), row, isDirectory);
        }
    }

    private void note(String text, int row, boolean isDirectory) {
        Name name = names.computeIfAbsent(text, t -> new Name());
        name.wasDirectory |= isDirectory;
        name.rows.add(row);
    }

    /**
     * The part, in the form that {@link IndexPart} reads.
     *
     * @param lastIndex index of the last entry that was seen
     * @param end where that lies
     */
    ByteBuffer finish(UUID journalId, long lastIndex, Place end) {
        int count = 0;
        for (Name name : names.values()) {
            name.number = count++;
        }
        int[] rowAt = new int[rows.size()];
        byte[] rowBytes = rows(rowAt);
        byte[] nameBytes = names();
        byte[] touchBytes = touches(rowAt);
        ByteBuffer out =
                ByteBuffer.allocate(
                                IndexPart.HEADER_BYTES
                                        + nameBytes.length
                                        + touchBytes.length
                                        + rowBytes.length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        out.position(IndexPart.JOURNAL_AT);
        out.putLong(journalId.getMostSignificantBits());
        out.putLong(journalId.getLeastSignificantBits());
        out.putLong(firstIndex).putLong(lastIndex).putLong(end.segment()).putLong(end.offset());
        out.putLong(oldestMillis).putInt(count).putInt(nameBytes.length).putInt(touchBytes.length);
        out.position(IndexPart.HEADER_BYTES).put(nameBytes).put(touchBytes).put(rowBytes);
        return sealed(out.flip());
    }

    private static ByteBuffer sealed(ByteBuffer out) {
        CRC32C crc = new CRC32C();
        crc.update(out.duplicate().position(IndexPart.JOURNAL_AT));
        return out.putInt(0, IndexPart.MAGIC).putInt(Integer.BYTES, (int) crc.getValue());
    }

    /** What happened, in order; notes where each begins. */
    private byte[] rows(int[] rowAt) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(rows.size() * 24);
        for (int i = 0; i < rowAt.length; i++) {
            Row row = rows.get(i);
            Step step = row.step;
            rowAt[i] = out.size();
            boolean hasTarget = step.target() != null;
            out.write(
                    step.kind().ordinal()
                            | (step.replaces() ? IndexPart.REPLACES : 0)
                            | (row.isWhole ? IndexPart.WHOLE : 0)
                            | (hasTarget ? IndexPart.HAS_TARGET : 0));
            PackedNumbers.put(out, step.index() - firstIndex);
            PackedNumbers.putSigned(out, step.timeMillis() - oldestMillis);
            PackedNumbers.put(out, Integer.toUnsignedLong(step.origin()));
            PackedNumbers.put(out, names.get(step.path()).number);
            if (hasTarget) {
                PackedNumbers.put(out, names.get(step.target()).number);
            }
            PackedNumbers.putSigned(out, step.sizeBefore());
            PackedNumbers.putSigned(out, step.sizeAfter());
            PackedNumbers.put(out, row.place.segment());
            PackedNumbers.put(out, row.place.offset());
        }
        return out.toByteArray();
    }

    /** Blocks of names, each name without what it shares with the one before in its block. */
    private byte[] names() {
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        List<Integer> starts = new ArrayList<>();
        String before = "";
        for (Map.Entry<String, Name> named : names.entrySet()) {
            String text = named.getKey();
            if (named.getValue().number % IndexPart.BLOCK_NAMES == 0) {
                starts.add(blocks.size());
                before = "";
            }
            int shared = shared(before, text);
            PackedNumbers.put(blocks, shared);
            byte[] rest = text.substring(shared).getBytes(StandardCharsets.ISO_8859_1);
            PackedNumbers.put(blocks, rest.length);
            blocks.writeBytes(rest);
            before = text;
        }
        return behind(starts, blocks);
    }

    private static int shared(String a, String b) {
        int length = Math.min(a.length(), b.length());
        int i = 0;
        while (i < length && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }

    /** For each name whether it was a directory, and the rows that touch it. */
    private byte[] touches(int[] rowAt) {
        ByteArrayOutputStream lists = new ByteArrayOutputStream();
        List<Integer> starts = new ArrayList<>();
        for (Name name : names.values()) {
            starts.add(lists.size());
            PackedNumbers.put(lists, name.rows.size() * 2L + (name.wasDirectory ? 1 : 0));
            int before = 0;
            for (int row : name.rows) {
                PackedNumbers.put(lists, rowAt[row] - before);
                before = rowAt[row];
            }
        }
        return behind(starts, lists);
    }

    private static byte[] behind(List<Integer> starts, ByteArrayOutputStream content) {
        ByteBuffer all =
                ByteBuffer.allocate(starts.size() * Integer.BYTES + content.size())
                        .order(ByteOrder.LITTLE_ENDIAN);
        starts.forEach(all::putInt);
        return all.put(content.toByteArray()).array();
    }
}
