package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Names;
import org.junit.jupiter.api.Test;

/** What is handed to the store: once each, nothing twice, nothing lost when storing fails. */
class DrainTest {
    private final TreeDriver t = new TreeDriver(new TreeLoader(), 1000);

    @Test
    void shouldDrainAFileOnceHoweverOftenItWasWritten() {
        // given
        for (int i = 0; i < 1000; i++) {
            t.write("f", "x", i);
        }

        // when
        Changes changes = t.flush();

        // then
        assertEquals(1, changes.rows().size());
        assertEquals(1000, changes.rows().get(0).content().size());
        assertEquals(t.tree.appliedIndex(), changes.appliedIndex());
        assertEquals(t.tree.checksum(), changes.checksum());
        assertEquals(t.tree.version(), changes.root().version());
        assertTrue(t.tree.drainChanges().isEmpty());
    }

    @Test
    void shouldDrainNothingOfWhatCameAndWent() {
        // given
        t.flush();
        t.mkdir("d");
        t.write("d/f", "x");
        t.delete("d/f");
        t.delete("d");

        // when
        Changes changes = t.flush();

        // then
        assertTrue(changes.isEmpty());
        assertEquals(5, changes.root().version() - 1);
    }

    @Test
    void shouldDrainOnlyAttributesWhenTheContentStayed() {
        // given
        t.mkdir("d");
        t.write("f", "content");
        t.flush();
        t.rename("f", "g");
        t.utime("g", 77);
        t.utime("d", 77);

        // when
        Changes changes = t.flush();

        // then
        assertEquals(2, changes.rows().size());
        assertTrue(changes.rows().stream().allMatch(Change::isContentUnchanged));
        assertArrayEquals(StateDigest.of(t.tree), StateDigest.of(t.store.load(0)));
    }

    @Test
    void shouldTellNeverWrittenFromEmpty() {
        // given
        t.create("never");
        t.write("emptied", "x");
        t.truncate("emptied", 0);

        // when
        List<Change> rows = t.flush().rows();

        // then
        for (Change row : rows) {
            assertEquals(row.attributes().name().equals("never"), row.content().isNeverWritten());
            assertEquals(0, row.content().size());
        }
    }

    @Test
    void shouldDrainDeletedInodes() {
        // given
        t.write("f", "x");
        t.write("g", "y");
        t.flush();
        long f = t.tree.find("f").inode();
        long g = t.tree.find("g").inode();
        t.delete("f");
        t.write("tmp", "z");
        t.rename("tmp", "g");

        // when
        Changes changes = t.flush();

        // then
        assertEquals(List.of(f, g), changes.deleted());
        assertEquals(1, t.store.rowCount());
    }

    @Test
    void shouldDrainAgainWhatCouldNotBeStoredWithLaterChangesWinning() {
        // given
        t.mkdir("d");
        t.write("kept", "one");
        t.write("gone", "one");
        t.write("rewritten", "one");
        t.apply(3, new Mutation.LogMessage(6, 1, "n", "u", "t", "first"));
        Changes failed = t.tree.drainChanges();
        t.delete("gone");
        t.write("rewritten", "two");
        t.utime("kept", 5);
        t.apply(4, new Mutation.LogMessage(6, 1, "n", "u", "t", "second"));

        // when
        t.tree.flushFailed(failed);
        Changes changes = t.flush();

        // then
        assertEquals(3, changes.rows().size());
        assertEquals(2, changes.logLines().size());
        assertEquals("first", changes.logLines().get(0).text());
        assertEquals(1, changes.ledger().size());
        Tree loaded = t.store.load(0);
        assertArrayEquals(StateDigest.of(t.tree), StateDigest.of(loaded));
        assertEquals(t.tree.clusterLog().newest(9), loaded.clusterLog().newest(9));
    }

    @Test
    void shouldGiveTheStoreACutThatLaterWritesDoNotTouch() {
        // given
        t.write("f", "0123456789");
        t.write("f", "abc", 10);
        Changes cut = t.tree.drainChanges();

        // when
        t.write("f", "def", 13);
        t.write("f", "X", 0);
        t.truncate("f", 2);

        // then
        assertEquals("0123456789abc", Names.ofBytes(cut.rows().get(0).content().toBytes()));
        t.tree.flushed(cut);
        assertEquals("X1", t.read("f"));
    }

    @Test
    void shouldRefuseASecondDrainBeforeTheReportOfTheFirst() {
        // given
        t.tree.drainChanges();

        // when, then
        assertThrows(IllegalStateException.class, t.tree::drainChanges);
    }

    @Test
    void shouldCountPendingBytesUntilTheyAreStored() {
        // given
        t.write("f", "x".repeat(5000));
        long written = t.tree.pendingBytes();
        t.truncate("f", 100);
        long cut = t.tree.pendingBytes();

        // when
        Changes changes = t.tree.drainChanges();

        // then
        assertTrue(written > 5000);
        assertEquals(written - 4900, cut);
        assertEquals(cut, changes.bytes());
        assertEquals(cut, t.tree.pendingBytes());
        t.tree.flushFailed(changes);
        assertEquals(cut, t.tree.pendingBytes());
        t.tree.flushed(t.tree.drainChanges());
        assertEquals(0, t.tree.pendingBytes());
    }

    @Test
    void shouldKeepPendingContentsAndLetGoOfStoredOnesBeyondTheCache() {
        // given
        for (int i = 0; i < 10; i++) {
            t.write("f" + i, "x".repeat(400));
        }
        for (int i = 0; i < 10; i++) {
            assertEquals(400, t.read("f" + i).length());
        }
        assertEquals(0, t.store.reads());

        // when
        t.flush();

        // then
        assertEquals(800, t.tree.cachedBytes());
        for (int i = 0; i < 10; i++) {
            assertEquals("x".repeat(400), t.read("f" + i));
        }
        assertTrue(t.store.reads() >= 8, "reads: " + t.store.reads());
        assertTrue(t.tree.cachedBytes() <= 1000);
    }

    @Test
    void shouldKeepWhatIsReadOftenInTheCache() {
        // given
        for (int i = 0; i < 10; i++) {
            t.write("f" + i, "x".repeat(400));
            t.flush();
            t.read("f0");
        }
        long reads = t.store.reads();

        // when
        t.read("f0");

        // then
        assertEquals(reads, t.store.reads());
    }

    @Test
    void shouldSayWhenTheSourceHoldsSomethingElse() {
        // given
        TreeLoader loader = new TreeLoader();
        loader.row(new Attributes(2, 0, 2, 0, 0, EntryType.FILE, "f", 5));
        Tree tree = loader.load(inode -> new byte[3], new LockTable(() -> 0), 1000);

        // when
        Exception e = assertThrows(IllegalStateException.class, () -> tree.content(2));

        // then
        assertTrue(e.getMessage().startsWith("inode 2 has 3 bytes in the database, not 5"));
    }

    @Test
    void shouldReplaceAFileWithoutReadingItsOldContent() {
        // given
        TreeDriver cold = new TreeDriver(new TreeLoader(), 0);
        cold.write("f", "old");
        cold.flush();

        // when
        cold.write("f", "newer");
        cold.truncate("f", 0);

        // then
        assertEquals(0, cold.store.reads());
        assertEquals("", cold.read("f"));
        assertFalse(cold.flush().isEmpty());
    }
}
