package org.jpmxcfs.materializer.history;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Numbers and texts in as few bytes as they need: seven bits a byte, the lowest first. */
final class PackedNumbers {
    private static final int BITS = 7;
    private static final int MORE = 0x80;

    private PackedNumbers() {}

    /** Appends a number, taken as unsigned. */
    static void put(ByteArrayOutputStream out, long number) {
        long rest = number;
        while ((rest & -MORE) != 0) {
            out.write((int) (rest & (MORE - 1)) | MORE);
            rest >>>= BITS;
        }
        out.write((int) rest);
    }

    /** Appends a number that may be negative. */
    static void putSigned(ByteArrayOutputStream out, long number) {
        put(out, (number << 1) ^ (number >> (Long.SIZE - 1)));
    }

    /** Appends a text whose characters are bytes, as in {@link org.jpmxcfs.log.model.Names}. */
    static void put(ByteArrayOutputStream out, String text) {
        put(out, text.length());
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next number. */
    static long get(ByteBuffer in) {
        long number = 0;
        int shift = 0;
        byte next = in.get();
        while (next < 0) {
            number |= (long) (next & (MORE - 1)) << shift;
            shift += BITS;
            next = in.get();
        }
        return number | (long) next << shift;
    }

    /** The next number that may be negative. */
    static long getSigned(ByteBuffer in) {
        long number = get(in);
        return (number >>> 1) ^ -(number & 1);
    }

    /** The next text. */
    static String text(ByteBuffer in) {
        byte[] bytes = new byte[(int) get(in)];
        in.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
