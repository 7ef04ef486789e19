package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Ways to damage the files of a data directory. */
final class DamagedFiles {
    private static final int HEADER_BYTES = 20;
    private static final int FORMAT_AT = 16;
    private static final int MAGIC_AT = 18;
    private static final int APPENDED = 2;

    private DamagedFiles() {}

    /** One record of a journal file. */
    record Stored(int at, int length, int kind, long index) {}

    /** The segments of the journal, oldest first. */
    static List<Path> segments(Path dataDir) throws IOException {
        try (Stream<Path> files = Files.list(dataDir.resolve("journal"))) {
            return files.filter(f -> f.toString().endsWith(".cq4")).sorted().toList();
        }
    }

    static Path newest(Path dataDir) throws IOException {
        List<Path> segments = segments(dataDir);
        return segments.get(segments.size() - 1);
    }

    /** Entries in a segment, by the marks of their records. */
    static List<Stored> entries(Path segment) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.wrap(Files.readAllBytes(segment)).order(ByteOrder.LITTLE_ENDIAN);
        List<Stored> found = new ArrayList<>();
        for (int at = 0; at + HEADER_BYTES <= bytes.limit(); at += 4) {
            int length = bytes.getInt(at + 4);
            boolean isRecord =
                    bytes.getShort(at + MAGIC_AT) == 0x706a
                            && length >= HEADER_BYTES
                            && length <= bytes.limit() - at;
            if (isRecord && bytes.get(at + 17) == APPENDED) {
                found.add(new Stored(at, length, bytes.get(at + 17), bytes.getLong(at + 8)));
            }
        }
        return found;
    }

    static void flip(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int old = bytes.read();
            bytes.seek(at);
            bytes.write(old ^ 0x10);
        }
    }

    static void zero(Path file, long from) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(from);
            bytes.write(new byte[(int) (bytes.length() - from)]);
        }
    }

    static void cut(Path file, long to) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(to);
        }
    }

    static void swap(Path one, Path other) throws IOException {
        Path between = one.resolveSibling(".between");
        Files.move(one, between);
        Files.move(other, one);
        Files.move(between, other);
    }

    /** Makes the first record of a segment one that a later version wrote. */
    static void makeNewer(Path segment) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.wrap(Files.readAllBytes(segment)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + HEADER_BYTES <= bytes.limit(); at += 4) {
            if (bytes.getShort(at + MAGIC_AT) == 0x706a) {
                bytes.put(at + FORMAT_AT, (byte) 99);
                CRC32C crc = new CRC32C();
                crc.update(bytes.slice(at + 4, bytes.getInt(at + 4) - 4));
                bytes.putInt(at, (int) crc.getValue());
                Files.write(segment, bytes.array());
                return;
            }
        }
        throw new AssertionError("no record in " + segment);
    }
}
