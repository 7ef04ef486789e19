package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.log.model.Transfer;
import org.junit.jupiter.api.Test;

class TransferTest {
    private static final Transfer.Begun BEGUN =
            new Transfer.Begun(Transfer.Source.NODE, 2, 99, "joined");

    private final TreeDriver t = new TreeDriver();
    private final TreeDriver other = new TreeDriver();

    @Test
    void shouldShowNothingBeforeTheCommitAndAllOfItAfter() {
        // given
        t.write("a", "ours");
        t.write("gone", "ours");
        other.write("a", "theirs, longer");
        other.mkdirs("d");
        other.write("d/b", "theirs");
        List<Transfer> parts = parts();
        TreeIndex before = TreeIndex.of(t.tree);

        // when
        parts.subList(0, parts.size() - 1).forEach(part -> assertTrue(t.apply(part).isDone()));

        // then
        assertEquals(before, TreeIndex.of(t.tree));
        assertEquals("ours", t.read("a"));
        assertNotNull(t.tree.openTransfer());

        // when
        assertTrue(t.apply(parts.get(parts.size() - 1)).isDone());

        // then
        assertEquals(TreeIndex.of(other.tree), TreeIndex.of(t.tree));
        assertEquals("theirs, longer", t.read("a"));
        assertEquals("theirs", t.read("d/b"));
        assertNull(t.tree.find("gone"));
        assertNull(t.tree.openTransfer());
        assertEquals(other.tree.totalBytes(), t.tree.totalBytes());
        assertEquals(other.tree.entryCount(), t.tree.entryCount());
    }

    @Test
    void shouldChangeGuestsLocksAndWatchedFilesWithTheTree() {
        // given
        t.mkdirs("nodes/n1/qemu-server", "nodes/n2/qemu-server", "priv/lock/a");
        t.write("nodes/n1/qemu-server/100.conf", "x");
        other.mkdirs("nodes/n1/qemu-server", "nodes/n2/qemu-server", "priv/lock/b");
        other.write("nodes/n2/qemu-server/100.conf", "x");
        other.write("nodes/n2/qemu-server/101.conf", "x");
        long guests = t.tree.guests().version();
        long storage = t.tree.watchedFiles().counts().get("storage.cfg");
        byte[] lock = LockChecksum.of(other.tree.find("priv/lock/b"));

        // when
        take();

        // then
        assertEquals("n2", t.tree.guests().get(100).node());
        assertEquals(2, t.tree.guests().list().size());
        assertTrue(t.tree.guests().version() > guests);
        assertEquals(storage + 1, t.tree.watchedFiles().counts().get("storage.cfg"));
        assertEquals(1, t.locks.size());
        assertEquals(Refusal.EXISTS, t.create("nodes/n1/qemu-server/101.conf"));
        t.nanos.addAndGet(LockTable.LIFETIME_NANOS + 1);
        assertArrayEquals(lock, t.locks.expired(t.tree.find("priv/lock/b")).orElseThrow());
    }

    @Test
    void shouldTellListenersOnceThatAllMayDiffer() {
        // given
        other.write("a", "theirs");
        List<Transfer> parts = parts();
        List<String> seen = new ArrayList<>();
        t.tree.listen(
                new TreeListenerTest.Mirror() {
                    @Override
                    public void replaced() {
                        seen.add(t.read("a"));
                    }
                });

        // when
        applyAll(parts);

        // then
        assertEquals(List.of("theirs"), seen);
    }

    @Test
    void shouldRefuseACommitThatDoesNotComeToTheTreeThatItNames() {
        // given
        t.write("a", "ours");
        other.write("b", "theirs");
        List<Transfer> parts = parts();
        parts.remove(parts.size() - 2);
        TreeIndex before = TreeIndex.of(t.tree);

        // when
        Outcome outcome = applyAll(parts);

        // then
        assertEquals(Refusal.INVALID, outcome.refusal());
        assertEquals(before, TreeIndex.of(t.tree));
        assertNull(t.write("a", "still writable"));
    }

    @Test
    void shouldRefuseRowsThatAreNoTree() {
        // given
        t.mkdirs("d/e");
        long d = t.tree.find("d").inode();
        long e = t.tree.find("d/e").inode();
        byte[] digest = TreeIndex.of(t.tree).digest();
        List<List<Transfer>> broken =
                List.of(
                        List.of(directory(d, e, "d")),
                        List.of(directory(90, 80, "orphan")),
                        List.of(directory(90, 0, "d")),
                        List.of(directory(90, 0, "a/b")),
                        List.of(new Transfer.Dropped(new long[] {d})));

        for (List<Transfer> rows : broken) {
            // when
            t.apply(BEGUN);
            rows.forEach(t::apply);
            Outcome outcome = t.apply(new Transfer.Committed(digest));

            // then
            assertEquals(Refusal.INVALID, outcome.refusal(), rows.toString());
            assertArrayEquals(digest, TreeIndex.of(t.tree).digest());
        }
    }

    @Test
    void shouldForgetATransferThatSomethingElseFollows() {
        // given
        other.write("b", "theirs");
        List<Transfer> parts = parts();
        parts.subList(0, parts.size() - 1).forEach(t::apply);

        // when
        t.apply(new Mutation.LogMessage(6, 1, "n", "u", "t", "text"));

        // then
        assertEquals(Refusal.INVALID, t.apply(parts.get(parts.size() - 1)).refusal());
        assertEquals(Refusal.INVALID, t.apply(parts.get(1)).refusal());
        assertNull(t.tree.find("b"));
    }

    @Test
    void shouldStoreNothingOfATransferBeforeItsCommit() {
        // given
        t.write("a", "ours");
        long index = t.tree.appliedIndex();
        long checksum = t.tree.checksum();
        other.write("b", "theirs");
        List<Transfer> parts = parts();
        parts.subList(0, parts.size() - 1).forEach(t::apply);

        // when
        Changes changes = t.flush();

        // then: a journal is replayed from the beginning of the transfer
        assertEquals(index, changes.appliedIndex());
        assertEquals(checksum, changes.checksum());
        Tree loaded = t.store.load(0);
        long next = loaded.appliedIndex();
        for (Transfer part : parts) {
            assertTrue(loaded.apply(new Entry(++next, 0, 1, 0, 0, part)).isDone());
        }
        assertEquals(TreeIndex.of(other.tree), TreeIndex.of(loaded));
    }

    @Test
    void shouldServeAndStoreTheSameWhateverWasPending() {
        long seed = System.nanoTime();
        for (int round = 0; round < 60; round++) {
            // given: two trees of the same beginnings, parts of them stored, a store that may fail
            Random random = new Random(seed + round);
            TreeDriver ours = new TreeDriver(new TreeLoader(), 2000);
            TreeDriver theirs = new TreeDriver();
            grow(ours, new Random(seed), 150, random);
            grow(theirs, new Random(seed), 150, random);
            grow(ours, random, random.nextInt(300), random);
            grow(theirs, random, random.nextInt(300), random);
            Changes underWay = ours.tree.drainChanges();

            // when
            TreeDifference.of(ours.tree, theirs.tree)
                    .forEachPart(BEGUN, part -> assertTrue(ours.apply(part).isDone()));
            report(ours, underWay, random.nextBoolean());

            // then
            String message = "seed " + seed + " round " + round;
            TreeIndex expected = TreeIndex.of(theirs.tree);
            assertEquals(expected, TreeIndex.of(ours.tree), message);
            assertArrayEquals(StateDigest.of(theirs.tree), StateDigest.of(ours.tree), message);
            assertTrue(TreeDifference.of(ours.tree, theirs.tree).isEmpty());
            assertEquals(guests(theirs), guests(ours), message);
            ours.flush();
            assertEquals(expected, TreeIndex.of(ours.store.load(0)), message);

            // when: it goes on from there, both alike
            grow(ours, new Random(round), 200, new Random(round));
            grow(theirs, new Random(round), 200, new Random(round));

            // then
            assertArrayEquals(StateDigest.of(theirs.tree), StateDigest.of(ours.tree), message);
            ours.flush();
            assertArrayEquals(
                    StateDigest.of(theirs.tree), StateDigest.of(ours.store.load(0)), message);
            assertEquals(0, ours.tree.pendingBytes(), message);
        }
    }

    @Test
    void shouldKeepTheOldContentForWhoReadsAFileThatIsReplaced() {
        // given
        t.write("a", "ours");
        Content content = t.tree.content(t.tree.find("a").inode());
        other.write("a", "theirs");

        // when
        take();

        // then
        assertEquals("ours", new String(content.toBytes(), StandardCharsets.US_ASCII));
        assertEquals("theirs", t.read("a"));
    }

    private static void grow(TreeDriver driver, Random choice, int count, Random flushing) {
        RandomMutations mutations = new RandomMutations(choice, driver.tree);
        for (int i = 0; i < count; i++) {
            driver.apply(mutations.next());
            if (flushing.nextInt(40) == 0) {
                driver.flush();
            }
        }
    }

    private static void report(TreeDriver driver, Changes changes, boolean fails) {
        if (fails) {
            driver.tree.flushFailed(changes);
        } else {
            driver.store.store(changes);
            driver.tree.flushed(changes);
        }
    }

    private static List<String> guests(TreeDriver driver) {
        return driver.tree.guests().list().stream()
                .map(g -> g.id() + g.node() + g.type() + g.inode())
                .toList();
    }

    private static Transfer.Row directory(long inode, long parent, String name) {
        return new Transfer.Row(inode, parent, 90, 1, 1, true, name, new byte[0]);
    }

    private List<Transfer> parts() {
        List<Transfer> parts = new ArrayList<>();
        TreeDifference difference = TreeDifference.of(t.tree, other.tree);
        assertFalse(difference.isEmpty());
        difference.forEachPart(BEGUN, parts::add);
        return parts;
    }

    private void take() {
        assertTrue(applyAll(parts()).isDone());
    }

    /** The outcome of the last one. */
    private Outcome applyAll(List<Transfer> parts) {
        Outcome outcome = null;
        for (Transfer part : parts) {
            outcome = t.apply(part);
        }
        return outcome;
    }
}
