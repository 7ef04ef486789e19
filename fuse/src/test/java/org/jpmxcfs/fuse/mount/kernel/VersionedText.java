package org.jpmxcfs.fuse.mount.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Content that tells its version at both ends, whose size and bytes follow from it: so a reader
 * sees whether it is of one version, and of which.
 */
final class VersionedText {
    private static final int EDGE = 16;
    private static final int SIZES = 4000;

    private VersionedText() {}

    /** How large a version is: up to three pages, another one each time, or always the same. */
    static int size(long version, boolean isGrowing) {
        return isGrowing ? 2 * EDGE + (int) (version % SIZES) * 3 : 5000;
    }

    static byte[] of(long version, boolean isGrowing) {
        byte[] text = new byte[size(version, isGrowing)];
        Arrays.fill(text, filler(version));
        byte[] edge = "%015d\n".formatted(version).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(edge, 0, text, 0, EDGE);
        System.arraycopy(edge, 0, text, text.length - EDGE, EDGE);
        return text;
    }

    /** The version of what was read; -1 when it is of none, and torn. */
    static long version(ByteBuffer read, int count, boolean isGrowing) {
        long first = count < EDGE ? -1 : number(read, 0);
        if (first < 0 || count != size(first, isGrowing) || number(read, count - EDGE) != first) {
            return -1;
        }
        byte filler = filler(first);
        for (int i = EDGE; i < count - EDGE; i++) {
            if (read.get(i) != filler) {
                return -1;
            }
        }
        return first;
    }

    /** The version at the beginning; -1 when there is none. */
    static long number(ByteBuffer read, int from) {
        long number = 0;
        for (int i = from; i < from + EDGE - 1; i++) {
            int digit = read.get(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static byte filler(long version) {
        return (byte) ('a' + version % 26);
    }
}
