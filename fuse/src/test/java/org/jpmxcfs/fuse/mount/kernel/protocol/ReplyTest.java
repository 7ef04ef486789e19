package org.jpmxcfs.fuse.mount.kernel.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Answers have the sizes and places that {@code linux/fuse.h} gives their fields. */
class ReplyTest {
    private static final int OWNER = 33;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
    private final Reply reply = new Reply(bytes);
    private final Status status = new Status(OWNER);

    ReplyTest() {
        status.set(7, 0100640, 1, 512, 1, 1000);
        reply.begin();
    }

    @Test
    void shouldPutAnEntryWithItsAttributes() {
        // when
        reply.putEntry(7, Reply.FOREVER, status, 0);
        int size = reply.finish(99);

        // then
        assertEquals(16 + 128, size);
        assertEquals(size, bytes.getInt(0));
        assertEquals(0, bytes.getInt(4));
        assertEquals(99, bytes.getLong(8));
        assertEquals(7, bytes.getLong(16));
        assertEquals(Reply.FOREVER, bytes.getLong(32));
        assertEquals(0, bytes.getLong(40));
        assertEquals(512, bytes.getLong(56 + 8));
        assertEquals(1000, bytes.getLong(56 + 32));
        assertEquals(0100640, bytes.getInt(56 + 60));
        assertEquals(OWNER, bytes.getInt(56 + 72));
    }

    @Test
    void shouldHaveTheSizesThatTheKernelChecks() {
        reply.putAttributes(status, 0);
        assertEquals(16 + 104, reply.finish(1));
        reply.begin();
        reply.putOpened(1, 0);
        assertEquals(16 + 16, reply.finish(1));
        reply.begin();
        reply.putCount(1);
        assertEquals(16 + 8, reply.finish(1));
        reply.begin();
        reply.putUsage(1, 1, 1, 1, 255);
        assertEquals(16 + 80, reply.finish(1));
        reply.begin();
        reply.putNoEntry(1);
        assertEquals(16 + 128, reply.finish(1));
        reply.begin();
        new Negotiation(45, 0).put(reply);
        assertEquals(16 + 64, reply.finish(1));
    }

    @Test
    void shouldRefuseWithoutWhatWasPutBefore() {
        // given
        reply.putAttributes(status, 0);

        // when
        int size = reply.refuse(5, 2);

        // then
        assertEquals(16, size);
        assertEquals(-2, bytes.getInt(4));
    }

    @Test
    void shouldPutNamesIntoAListingAsLongAsThereIsRoom() {
        // given
        Listing listing = new Listing(reply, 80);

        // when
        boolean first = listing.add("a", 7, 0100000, 1);
        boolean second = listing.add("abcdefghi", 8, 0040000, 2);
        boolean third = listing.add("b", 9, 0100000, 3);

        // then
        assertTrue(first);
        assertTrue(second);
        assertFalse(third);
        assertEquals(16 + 32 + 40, reply.finish(1));
        assertEquals(8, bytes.getInt(16 + 20)); // a regular file
        assertEquals(9, bytes.getInt(16 + 32 + 16)); // bytes of the name
        assertEquals(4, bytes.getInt(16 + 32 + 20)); // a directory
    }

    @Test
    void shouldTellOfANameWithItsEnd() {
        // given
        Notice notice = new Notice(bytes);

        // when
        int size = notice.nameChanged(1, "abc", true);

        // then
        assertEquals(16 + 16 + 4, size);
        assertEquals(3, bytes.getInt(4));
        assertEquals(0, bytes.getLong(8));
        assertEquals(3, bytes.getInt(24));
        assertEquals(1, bytes.getInt(28));
        assertEquals(0, bytes.get(35));
        assertEquals(16 + 24, notice.nodeChanged(1));
    }
}
