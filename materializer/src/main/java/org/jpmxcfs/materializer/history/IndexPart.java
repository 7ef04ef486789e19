package org.jpmxcfs.materializer.history;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jpmxcfs.log.Place;

/**
 * What consecutive entries of a journal changed, to be looked up by name: an immutable file, of
 * which little is read. Never the only place where something is told: one that is missing or
 * damaged is made again from the journal. One thread.
 */
final class IndexPart {
    static final int MAGIC = 0x3149_504a; // "JPI1"
    static final int JOURNAL_AT = 8; // behind magic and checksum
    static final int HEADER_BYTES = JOURNAL_AT + 7 * Long.BYTES + 3 * Integer.BYTES;

    /** Names that are kept together, so that they can share their beginnings. */
    static final int BLOCK_NAMES = 16;

    // What the first byte of a row holds beside the place of its StepKind.
    static final int KIND = 0x1f;
    static final int REPLACES = 0x20;
    static final int WHOLE = 0x40;
    static final int HAS_TARGET = 0x80;

    private final ByteBuffer bytes;
    private final int nameCount;
    private final int namesAt;
    private final int touchesAt;
    private final int rowsAt;
    private final Map<String, List<Change>> found = new HashMap<>();

    /**
     * A change and what is needed to have its content.
     *
     * @param place where its entry lies
     * @param isWhole whether the content after it does not depend on the one before
     */
    record Change(Step step, Place place, boolean isWhole) {}

    private IndexPart(ByteBuffer bytes) {
        this.bytes = bytes;
        this.nameCount = bytes.getInt(JOURNAL_AT + 7 * Long.BYTES);
        this.namesAt = HEADER_BYTES;
        this.touchesAt = namesAt + bytes.getInt(JOURNAL_AT + 7 * Long.BYTES + Integer.BYTES);
        this.rowsAt = touchesAt + bytes.getInt(JOURNAL_AT + 7 * Long.BYTES + 2 * Integer.BYTES);
    }

    /**
     * Opens a part.
     *
     * @return null when the file is damaged, of another version or of another journal
     */
    static IndexPart open(Path file, UUID journalId) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()), journalId);
        }
    }

    /** The part in these bytes; null when they are none of this journal. */
    static IndexPart of(ByteBuffer bytes, UUID journalId) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < HEADER_BYTES || bytes.getInt(0) != MAGIC) {
            return null;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(JOURNAL_AT));
        boolean isOurs =
                bytes.getInt(Integer.BYTES) == (int) crc.getValue()
                        && bytes.getLong(JOURNAL_AT) == journalId.getMostSignificantBits()
                        && bytes.getLong(JOURNAL_AT + Long.BYTES)
                                == journalId.getLeastSignificantBits();
        return isOurs ? new IndexPart(bytes) : null;
    }

    /** Index of its first entry. */
    long firstIndex() {
        return bytes.getLong(JOURNAL_AT + 2 * Long.BYTES);
    }

    /** Index of its last entry. */
    long lastIndex() {
        return bytes.getLong(JOURNAL_AT + 3 * Long.BYTES);
    }

    /** Where its last entry lies. */
    Place end() {
        return new Place(
                bytes.getLong(JOURNAL_AT + 4 * Long.BYTES),
                bytes.getLong(JOURNAL_AT + 5 * Long.BYTES));
    }

    /** The earliest time at which any of its entries was asked for, milliseconds since 1970. */
    long oldestMillis() {
        return bytes.getLong(JOURNAL_AT + 6 * Long.BYTES);
    }

    /** The newest change that touches a name before an entry; null when there is none. */
    Change newestBefore(String name, long index) {
        List<Change> changes = touching(name);
        int place = firstFrom(changes, index) - 1;
        return place < 0 ? null : changes.get(place);
    }

    /** The oldest change that touches a name after an entry; null when there is none. */
    Change oldestAfter(String name, long index) {
        List<Change> changes = touching(name);
        int place = firstFrom(changes, index + 1);
        return place == changes.size() ? null : changes.get(place);
    }

    private static int firstFrom(List<Change> changes, long index) {
        int low = 0;
        int high = changes.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (changes.get(middle).step().index() < index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private List<Change> touching(String name) {
        return found.computeIfAbsent(name, this::read);
    }

    /** Whether there was a directory under this name. */
    boolean wasDirectory(String name) {
        int number = firstNameFrom(name);
        return number < nameCount
                && nameOf(number).equals(name)
                && (PackedNumbers.get(touchesOf(number)) & 1) != 0;
    }

    /** Whether anything below a directory is touched. */
    boolean touchesBelow(String directory) {
        int number = firstNameFrom(directory + '/');
        return number < nameCount && nameOf(number).startsWith(directory + '/');
    }

    /** The changes that touch a directory or anything below it, oldest first. */
    List<Step> touchingWithin(String directory) {
        TreeSet<Integer> rows = new TreeSet<>();
        if (directory.isEmpty()) {
            return changes(all()).stream().map(Change::step).toList();
        }
        int number = firstNameFrom(directory);
        if (number < nameCount && nameOf(number).equals(directory)) {
            rowsOf(number).forEach(rows::add);
        }
        String prefix = directory + '/';
        for (int i = firstNameFrom(prefix); i < nameCount && nameOf(i).startsWith(prefix); i++) {
            rowsOf(i).forEach(rows::add);
        }
        return changes(new ArrayList<>(rows)).stream().map(Change::step).toList();
    }

    private List<Change> read(String name) {
        int number = firstNameFrom(name);
        boolean isHere = number < nameCount && nameOf(number).equals(name);
        return isHere ? changes(rowsOf(number)) : List.of();
    }

    private List<Change> changes(List<Integer> rows) {
        return rows.stream().map(row -> change(bytes.duplicate().position(rowsAt + row))).toList();
    }

    private List<Integer> all() {
        TreeSet<Integer> rows = new TreeSet<>();
        for (int i = 0; i < nameCount; i++) {
            rowsOf(i).forEach(rows::add);
        }
        return List.copyOf(rows);
    }

    private Change change(ByteBuffer in) {
        int head = in.get();
        long index = firstIndex() + PackedNumbers.get(in);
        long timeMillis = oldestMillis() + PackedNumbers.getSigned(in);
        int origin = (int) PackedNumbers.get(in);
        String path = nameOf((int) PackedNumbers.get(in));
        String target = (head & HAS_TARGET) == 0 ? null : nameOf((int) PackedNumbers.get(in));
        int sizeBefore = (int) PackedNumbers.getSigned(in);
        int sizeAfter = (int) PackedNumbers.getSigned(in);
        Step step =
                new Step(
                        index,
                        origin,
                        timeMillis,
                        StepKind.values()[head & KIND],
                        path,
                        target,
                        (head & REPLACES) != 0,
                        sizeBefore,
                        sizeAfter,
                        null);
        Place place = new Place(PackedNumbers.get(in), PackedNumbers.get(in));
        return new Change(step, place, (head & WHOLE) != 0);
    }

    private List<Integer> rowsOf(int number) {
        ByteBuffer in = touchesOf(number);
        int count = (int) (PackedNumbers.get(in) >>> 1);
        List<Integer> rows = new ArrayList<>(count);
        int row = 0;
        for (int i = 0; i < count; i++) {
            row += (int) PackedNumbers.get(in);
            rows.add(row);
        }
        return rows;
    }

    private ByteBuffer touchesOf(int number) {
        int lists = touchesAt + nameCount * Integer.BYTES;
        return bytes.duplicate().position(lists + bytes.getInt(touchesAt + number * Integer.BYTES));
    }

    /** Number of the first name that is not before {@code name}. */
    private int firstNameFrom(String name) {
        int low = 0;
        int high = nameCount;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (nameOf(middle).compareTo(name) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private String nameOf(int number) {
        int blockCount = (nameCount + BLOCK_NAMES - 1) / BLOCK_NAMES;
        int block = bytes.getInt(namesAt + number / BLOCK_NAMES * Integer.BYTES);
        ByteBuffer in = bytes.duplicate().position(namesAt + blockCount * Integer.BYTES + block);
        byte[] name = new byte[64];
        int length = 0;
        for (int i = 0; i <= number % BLOCK_NAMES; i++) {
            int shared = (int) PackedNumbers.get(in);
            int rest = (int) PackedNumbers.get(in);
            if (shared > length || rest > in.remaining()) {
                throw new BufferUnderflowException();
            }
            length = shared + rest;
            name = length > name.length ? Arrays.copyOf(name, 2 * length) : name;
            in.get(name, shared, rest);
        }
        return new String(name, 0, length, StandardCharsets.ISO_8859_1);
    }
}
