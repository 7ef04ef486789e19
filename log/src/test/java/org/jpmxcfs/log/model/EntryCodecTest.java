package org.jpmxcfs.log.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EntryCodecTest {
    private final EntryCodec codec = new EntryCodec();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Limits.ENTRY_BYTES_MAX);

    @Test
    void shouldReadBackEntriesOfEveryKind() throws Exception {
        long seed = System.nanoTime();
        RandomEntries entries = new RandomEntries(new SplittableRandom(seed));
        for (int i = 1; i <= 5000; i++) {
            // given
            Entry entry = entries.entry(i);
            // when
            Entry read = EntryCodec.decode(encoded(entry));
            // then
            assertEquals(entry, read, "seed " + seed);
        }
    }

    @Test
    void shouldKeepTheFormThatEarlierJournalsHold() {
        // given
        Entry entry =
                new Entry(
                        2,
                        3,
                        4,
                        5,
                        6,
                        new Mutation.Write(new Location(7, "a/\u00ff"), 8, new byte[] {9, 10}));
        // when
        ByteBuffer bytes = encoded(entry);
        // then
        byte[] written = new byte[bytes.remaining()];
        bytes.get(written);
        byte[] expected =
                HexFormat.of()
                        .parseHex(
                                "01"
                                        + "0200000000000000"
                                        + "0300000000000000"
                                        + "04000000"
                                        + "0500000000000000"
                                        + "0600000000000000"
                                        + "0103"
                                        + "0700000000000000"
                                        + "0300"
                                        + "612fff"
                                        + "0800000000000000"
                                        + "02000000"
                                        + "090a");
        assertArrayEquals(expected, written);
    }

    @Test
    void shouldCarryAWholeFileAtTheLongestPath() throws Exception {
        // given
        byte[] data = new byte[Limits.FILE_BYTES_MAX];
        Location at = Location.of("n".repeat(Limits.PATH_BYTES_MAX));
        Entry entry = new Entry(1, 0, 0, 0, 0, new Mutation.Write(at, 0, data));
        // when
        Entry read = EntryCodec.decode(encoded(entry));
        // then
        assertEquals(entry, read);
    }

    @Test
    void shouldCarryTheLargestPartsOfATransfer() throws Exception {
        // given
        String name = "n".repeat(Limits.NAME_BYTES_MAX);
        byte[] data = new byte[Limits.FILE_BYTES_MAX];
        Entry row = new Entry(1, 0, 0, 0, 0, new Transfer.Row(9, 8, 7, 6, 5, false, name, data));
        long[] inodes = new long[Limits.DROPPED_INODES_MAX + 1];
        Entry drop = new Entry(2, 0, 0, 0, 0, Transfer.Dropped.of(inodes).get(0));
        // when, then
        assertEquals(row, EntryCodec.decode(encoded(row)));
        assertEquals(drop, EntryCodec.decode(encoded(drop)));
        assertEquals(2, Transfer.Dropped.of(inodes).size());
    }

    @Test
    void shouldWriteATransferInTheVersionThatItCameWith() {
        // given
        Entry row =
                new Entry(
                        1, 0, 0, 0, 0, new Transfer.Row(1, 2, 3, 4, 5, false, "a", new byte[] {6}));
        // when
        ByteBuffer bytes = encoded(row);
        // then
        byte[] mutation = new byte[bytes.remaining() - 37];
        bytes.position(37).get(mutation);
        assertEquals(
                "020d0100000000000000020000000000000003000000000000000400000005000000080100"
                        + "610100000006",
                HexFormat.of().formatHex(mutation));
    }

    @Test
    void shouldRefuseToEncodeMoreThanAFile() {
        // given
        byte[] data = new byte[Limits.FILE_BYTES_MAX + 1];
        Entry entry = new Entry(1, 0, 0, 0, 0, new Mutation.Write(Location.of("f"), 0, data));
        // when, then
        assertThrows(IllegalArgumentException.class, () -> encoded(entry));
    }

    @Test
    void shouldRefuseNamesThatAreNotBytes() {
        // given
        Entry entry = new Entry(1, 0, 0, 0, 0, new Mutation.Create(Location.of("\u20ac")));
        // when, then
        assertThrows(IllegalArgumentException.class, () -> encoded(entry));
    }

    @Test
    void shouldSayWhenTheBufferIsTooSmall() {
        // given
        Entry entry = new Entry(1, 0, 0, 0, 0, new Mutation.Create(Location.of("name")));
        // when, then
        assertThrows(
                BufferOverflowException.class, () -> codec.encode(entry, ByteBuffer.allocate(40)));
    }

    @Test
    void shouldRefuseANewerVersionByName() {
        // given
        ByteBuffer bytes =
                encoded(new Entry(1, 0, 0, 0, 0, new Mutation.Create(Location.of("name"))));
        bytes.put(0, (byte) 2);
        // when
        MalformedException e =
                assertThrows(MalformedException.class, () -> EntryCodec.decode(bytes));
        // then
        assertEquals("entry of version 2; this program reads 1 to 1", e.getMessage());
    }

    /** Two forms of one value would have two checksums. */
    @Test
    void shouldRefuseAKindInAVersionThatItIsNotWrittenIn() {
        // given
        ByteBuffer old = encoded(new Entry(1, 0, 0, 0, 0, new Mutation.TermOpened())).duplicate();
        old.put(37, (byte) 2);
        ByteBuffer part = ByteBuffer.wrap(new byte[64]);
        codec.encode(new Entry(1, 0, 0, 0, 0, new Transfer.Dropped(new long[0])), part);
        part.flip().put(37, (byte) 1);

        // when, then
        for (ByteBuffer bytes : List.of(old, part)) {
            assertThrows(MalformedException.class, () -> EntryCodec.decode(bytes));
        }
    }

    @Test
    void shouldGiveAValueOrARefusalForAnyBytes() {
        // given
        long seed = System.nanoTime();
        MutationCodecFuzz fuzz = new MutationCodecFuzz(seed);
        // when
        try {
            fuzz.run(50_000);
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
        // then
        assertTrue(fuzz.refused() > 25_000, "seed " + seed + " refused " + fuzz.refused());
    }

    private ByteBuffer encoded(Entry entry) {
        buffer.clear();
        codec.encode(entry, buffer);
        return buffer.flip();
    }
}
