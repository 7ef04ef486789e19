package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

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
}
