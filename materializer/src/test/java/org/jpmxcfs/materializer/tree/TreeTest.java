package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Refusal;
import org.junit.jupiter.api.Test;

/** The tree as a whole: what is written can be read, now and after a restart. */
class TreeTest {
    private final TreeDriver t = new TreeDriver();

    @Test
    void shouldShowWhatWasWritten() {
        // given
        t.mkdir("d");

        // when
        Refusal refusal = t.write("d/f", "hello");

        // then
        assertNull(refusal);
        assertEquals("hello", t.read("d/f"));
        Attributes file = t.tree.find("d/f");
        assertEquals(new Attributes(3, 2, 4, 1, 1000, EntryType.FILE, "f", 5), file);
        assertEquals(4, t.tree.version());
        assertEquals("d/f", t.tree.pathOf(3));
    }

    @Test
    void shouldBeTheSameAfterLoadingWhatWasFlushed() {
        // given
        t.mkdirs("nodes/n1/qemu-server", "priv/lock/a");
        t.write("nodes/n1/qemu-server/100.conf", "cores: 2\n");
        t.flush();
        t.write("nodes/n1/qemu-server/100.conf", "x", 9);
        t.delete("priv/lock/a");

        // when
        t.flush();
        Tree loaded = t.store.load(0);

        // then
        assertArrayEquals(StateDigest.of(t.tree), StateDigest.of(loaded));
        assertEquals(t.tree.checksum(), loaded.checksum());
        assertEquals(t.tree.appliedIndex(), loaded.appliedIndex());
        assertEquals(0, t.tree.pendingBytes());
    }

    @Test
    void shouldGiveEveryRunTheSameDigestAndChecksum() {
        // given
        List<Entry> entries = new ArrayList<>();
        Random random = new Random(42);
        Tree first = new FakeStore().load(0);
        for (int i = 1; i <= 2000; i++) {
            Mutation mutation = new RandomMutations(random, first).next();
            Entry entry = new Entry(i, 1, random.nextInt(3), random.nextInt(2000), i, mutation);
            entries.add(entry);
            first.apply(entry);
        }

        // when
        Tree second = new FakeStore().load(1 << 20);
        entries.forEach(second::apply);

        // then
        assertArrayEquals(StateDigest.of(first), StateDigest.of(second));
        assertEquals(first.checksum(), second.checksum());
    }

    @Test
    void shouldHaveAnotherChecksumWhenAnyEntryDiffers() {
        // given
        TreeDriver other = new TreeDriver();
        t.write("f", "same");
        other.write("f", "same");
        assertEquals(t.tree.checksum(), other.tree.checksum());

        // when
        t.write("f", "x");
        other.write("f", "y");

        // then
        assertNotEquals(t.tree.checksum(), other.tree.checksum());
    }

    @Test
    void shouldRefuseAnEntryThatWasAppliedBefore() {
        // given
        t.mkdir("d");
        Mutation mutation = new Mutation.Create(Location.of("d/f"));
        Entry stale = new Entry(t.tree.appliedIndex(), 0, 0, 0, 0, mutation);

        // when, then
        assertThrows(IllegalStateException.class, () -> t.tree.apply(stale));
        assertNull(t.tree.find("d/f"));
    }

    @Test
    void shouldRefuseAnEntryAfterAGap() {
        // given
        t.mkdir("d");
        Mutation mutation = new Mutation.Create(Location.of("d/f"));
        Entry early = new Entry(t.tree.appliedIndex() + 2, 0, 0, 0, 0, mutation);

        // when, then
        assertThrows(IllegalStateException.class, () -> t.tree.apply(early));
        assertNull(t.tree.find("d/f"));
    }

    @Test
    void shouldListEachEntryOfALargeDirectoryOnce() {
        // given
        t.mkdir("d");
        for (int i = 0; i < 20_000; i++) {
            t.create("d/f" + i);
        }
        long inode = t.tree.find("d").inode();

        // when
        List<Attributes> listed = t.tree.list(inode);

        // then
        assertEquals(20_000, listed.stream().map(Attributes::name).distinct().count());
        assertEquals(20_000, listed.size());
        assertEquals(List.of(), t.tree.list(999_999));
        assertEquals(List.of(), t.tree.list(listed.get(0).inode()));
    }

    @Test
    void shouldTellAbsentFromBelowAFile() {
        // given
        t.write("f", "x");

        // when, then
        assertEquals(Refusal.NOT_FOUND, t.tree.resolve(Location.of("no")).refusal());
        assertEquals(Refusal.NOT_A_DIRECTORY, t.tree.resolve(Location.of("f/x")).refusal());
        assertEquals("f", t.tree.resolve(Location.of("f")).attributes().name());
        assertNull(t.tree.content(0));
        assertNull(t.tree.content(12345));
    }
}
