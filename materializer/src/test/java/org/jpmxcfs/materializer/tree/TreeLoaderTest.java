package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Loading takes rows in any order, and comes through what the original stops at. */
class TreeLoaderTest {
    private final TreeLoader loader = new TreeLoader().root(100, 0, 0);

    private static Attributes directory(long inode, long parent, String name) {
        return new Attributes(inode, parent, inode, 0, 0, EntryType.DIRECTORY, name, 0);
    }

    private static Attributes file(long inode, long parent, String name, int size) {
        return new Attributes(inode, parent, inode, 0, 0, EntryType.FILE, name, size);
    }

    private Tree load() {
        return loader.load(inode -> new byte[0], new LockTable(() -> 0), 0);
    }

    @Test
    void shouldTakeAChildBeforeItsParent() {
        // given
        loader.row(file(3, 9, "f", 5));
        loader.row(directory(9, 7, "e"));
        loader.row(directory(7, 0, "d"));

        // when
        Tree tree = load();

        // then
        assertEquals(3, tree.find("d/e/f").inode());
        assertEquals(4, tree.entryCount());
        assertEquals(5, tree.totalBytes());
        assertEquals(100, tree.version());
        assertEquals(List.of(), loader.warnings());
    }

    @Test
    void shouldBeginLikeAFreshDatabaseWithoutRows() {
        // when
        Tree tree = new TreeLoader().load(inode -> new byte[0], new LockTable(() -> 0), 0);

        // then
        assertEquals(1, tree.version());
        assertEquals(1, tree.entryCount());
        assertEquals(0, tree.appliedIndex());
    }

    @Test
    void shouldLeaveOutOrphansAndCycles() {
        // given
        loader.row(file(2, 50, "orphan", 1));
        loader.row(directory(3, 4, "loop"));
        loader.row(directory(4, 3, "loop"));
        loader.row(file(5, 0, "file", 1));
        loader.row(file(6, 5, "below-file", 1));

        // when
        Tree tree = load();

        // then
        assertEquals(2, tree.entryCount());
        assertEquals(
                List.of(
                        "inode 2 (orphan) is in a directory that is not in the tree: left out",
                        "inode 3 (loop) is in a directory that is not in the tree: left out",
                        "inode 4 (loop) is in a directory that is not in the tree: left out",
                        "inode 6 (below-file) is in file, which is a file: left out"),
                loader.warnings());
    }

    @Test
    void shouldKeepTheLowerInodeOfTwoWithOneName() {
        // given
        loader.row(directory(8, 0, "d"));
        loader.row(file(9, 8, "below-the-loser", 0));
        loader.row(file(4, 0, "d", 0));

        // when
        Tree tree = load();

        // then
        assertEquals(4, tree.find("d").inode());
        assertNull(tree.get(8));
        assertEquals(2, loader.warnings().size());
        assertEquals(
                "inode 8 (d) has the name of inode 4 in the same directory: left out",
                loader.warnings().get(0));
    }

    @Test
    void shouldLeaveOutNamesThatNoEntryCanHave() {
        // given
        List<String> names = List.of("", ".", "..", "a/b", "a\0b", "n".repeat(1025));
        for (int i = 0; i < names.size(); i++) {
            loader.row(file(10 + i, 0, names.get(i), 0));
        }

        // when
        Tree tree = load();

        // then
        assertEquals(1, tree.entryCount());
        assertEquals(names.size(), loader.warnings().size());
    }

    @Test
    void shouldComeUpWithAFileWhereADirectoryOfGuestsBelongs() {
        // given
        loader.row(directory(2, 0, "nodes"));
        loader.row(directory(3, 2, "n1"));
        loader.row(file(4, 3, "qemu-server", 0));

        // when
        Tree tree = load();

        // then
        assertNotNull(tree.find("nodes/n1/qemu-server"));
        assertEquals(
                List.of("nodes/n1/qemu-server is a file where a directory of guests belongs"),
                loader.warnings());
    }

    @Test
    void shouldNeverGiveANewEntryAnInodeThatARowHas() {
        // given: an orphan beyond the root's version
        loader.row(file(500, 77, "orphan", 0));
        TreeDriver t = new TreeDriver(loader, 0);

        // when
        t.create("f");

        // then
        assertEquals(501, t.tree.find("f").inode());
        assertTrue(loader.warnings().get(0).contains("going on from 500"));
    }

    @Test
    void shouldSayHowManyMoreWarningsThereAre() {
        // given
        loader.root(1000, 0, 0);
        for (int i = 0; i < 150; i++) {
            loader.row(file(10 + i, 9, "f" + i, 0));
        }

        // when
        load();

        // then
        assertEquals(101, loader.warnings().size());
        assertEquals("and 50 more like these", loader.warnings().get(100));
    }
}
