package org.jpmxcfs.fuse.membership;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.jpmxcfs.fuse.files.ClusterException;
import org.junit.jupiter.api.Test;

class TokenTest {
    private static final Token TOKEN =
            new Token(
                    "node4", "fd00::1", 5410, filled(32, 1), filled(Invitations.SECRET_BYTES, -1));

    @Test
    void shouldComeBackFromOneWord() throws Exception {
        // when
        String text = TOKEN.toText();
        Token read = Token.parse(text + "\n");

        // then
        assertTrue(text.matches("[A-Za-z0-9_-]{100,400}"), text);
        assertEquals("node4", read.node());
        assertEquals("fd00::1", read.address());
        assertEquals(5410, read.port());
        assertArrayEquals(TOKEN.authority(), read.authority());
        assertArrayEquals(TOKEN.secret(), read.secret());
    }

    @Test
    void shouldRefuseAnythingElseInOneLine() {
        // given
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String text = TOKEN.toText();

        for (int i = 0; i < 5_000; i++) {
            // when
            char[] changed = text.toCharArray();
            int length = i == 0 ? 0 : random.nextInt(changed.length);
            changed[random.nextInt(changed.length)] = (char) random.nextInt(128);

            // then
            ClusterException cut =
                    assertThrows(
                            ClusterException.class,
                            () -> Token.parse(text.substring(0, length)),
                            "seed " + seed);
            assertEquals(1, cut.getMessage().lines().count());
            try {
                Token.parse(new String(changed));
            } catch (ClusterException refused) {
                assertEquals(1, refused.getMessage().lines().count(), "seed " + seed);
            }
        }
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
