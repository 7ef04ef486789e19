package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jpmxcfs.log.model.Limits;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A content never changes, whatever is made of it; and growing one piece by piece is cheap. */
class ContentTest {
    @RepeatedTest(20)
    void shouldNeverChangeWhileLaterContentsAreMadeFromIt() {
        // given
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Content content = Content.EMPTY;
        byte[] expected = {};
        List<Content> contents = new ArrayList<>();
        List<byte[]> copies = new ArrayList<>();

        // when
        for (int step = 0; step < 300; step++) {
            if (random.nextInt(4) == 0) {
                int size = random.nextInt(expected.length + 20);
                content = content.resize(size);
                expected = Arrays.copyOf(expected, size);
            } else {
                int offset = random.nextBoolean() ? expected.length : random.nextInt(300);
                byte[] data = new byte[random.nextInt(40)];
                random.nextBytes(data);
                content = content.write(offset, data);
                expected = Arrays.copyOf(expected, Math.max(expected.length, offset + data.length));
                System.arraycopy(data, 0, expected, offset, data.length);
            }
            contents.add(content);
            copies.add(expected.clone());
        }

        // then
        for (int i = 0; i < contents.size(); i++) {
            assertArrayEquals(copies.get(i), contents.get(i).toBytes(), "seed " + seed);
        }
    }

    @Test
    void shouldCopyAFileThatGrowsInPiecesOnlyAFewTimes() {
        // given
        Content content = Content.EMPTY;
        int arrays = 0;
        int capacity = 0;

        // when
        for (int i = 0; i < 2048; i++) {
            content = content.write(i * 512, new byte[512]);
            arrays += content.capacity() == capacity ? 0 : 1;
            capacity = content.capacity();
        }

        // then
        assertTrue(arrays <= 12, "arrays: " + arrays);
        assertEquals(Limits.FILE_BYTES_MAX, content.capacity());
    }

    @Test
    void shouldHandOutOnlyWhatThereIs() {
        // given
        Content content = Content.of(new byte[] {1, 2, 3, 4, 5});
        byte[] target = new byte[10];

        // when, then
        assertEquals(2, content.copyTo(3, target, 1, 9));
        assertArrayEquals(new byte[] {0, 4, 5, 0, 0, 0, 0, 0, 0, 0}, target);
        assertEquals(0, content.copyTo(5, target, 0, 1));
        assertEquals(0, content.copyTo(1000, target, 0, 1));
        assertEquals(0, content.forRange(Long.MAX_VALUE, 1, (a, s, c) -> target[0] = 9));
        assertEquals(0, content.forRange(-1, 1, (a, s, c) -> target[0] = 9));
        assertEquals(0, content.forRange(0, 0, (a, s, c) -> target[0] = 9));
        assertEquals(0, target[0]);
    }
}
