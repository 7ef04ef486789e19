package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.stream.Stream;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.materializer.views.LogLine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each mutation refuses, and what it changes. WIRE section 3.1 and the recorded cases. */
class RulesTest {
    private final TreeDriver t = new TreeDriver();

    /** full/sub, full/f, empty, file (10 bytes), priv/lock/a, priv/lock/a/b. */
    @BeforeEach
    void makeTree() {
        t.mkdirs("full/sub", "empty", "priv/lock/a/b");
        t.write("full/f", "x");
        t.write("file", "0123456789");
    }

    static Stream<Arguments> refusals() {
        String tooLong = "n".repeat(Limits.NAME_BYTES_MAX + 1);
        return Stream.of(
                Arguments.of(create("file"), Refusal.EXISTS),
                Arguments.of(create("empty"), Refusal.EXISTS),
                Arguments.of(create("no/f"), Refusal.NOT_FOUND),
                Arguments.of(create("no/d/f"), Refusal.NOT_FOUND),
                Arguments.of(create("file/f"), Refusal.NOT_A_DIRECTORY),
                Arguments.of(create("file/d/f"), Refusal.NOT_A_DIRECTORY),
                Arguments.of(create(""), Refusal.FORBIDDEN),
                Arguments.of(create("."), Refusal.FORBIDDEN),
                Arguments.of(create("full/.."), Refusal.FORBIDDEN),
                Arguments.of(create(tooLong), Refusal.NAME_TOO_LONG),
                Arguments.of(mkdir("file"), Refusal.EXISTS),
                Arguments.of(mkdir("empty"), Refusal.EXISTS),
                Arguments.of(mkdir("no/d"), Refusal.NOT_FOUND),
                Arguments.of(mkdir("file/d"), Refusal.NOT_A_DIRECTORY),
                Arguments.of(write("no", 0, 1), Refusal.NOT_FOUND),
                Arguments.of(write("file/no", 0, 1), Refusal.NOT_A_DIRECTORY),
                Arguments.of(write("empty", 0, 1), Refusal.IS_A_DIRECTORY),
                Arguments.of(write("", 0, 1), Refusal.IS_A_DIRECTORY),
                Arguments.of(write("file", Limits.FILE_BYTES_MAX, 1), Refusal.FILE_TOO_LARGE),
                Arguments.of(write("file", Long.MAX_VALUE, 1), Refusal.FILE_TOO_LARGE),
                Arguments.of(write("file", 0, (1 << 20) + 1), Refusal.FILE_TOO_LARGE),
                Arguments.of(truncate("file", (1 << 20) + 1), Refusal.FILE_TOO_LARGE),
                Arguments.of(truncate("file", Long.MAX_VALUE), Refusal.FILE_TOO_LARGE),
                Arguments.of(truncate("no", 0), Refusal.NOT_FOUND),
                Arguments.of(truncate("empty", 0), Refusal.IS_A_DIRECTORY),
                Arguments.of(delete("no"), Refusal.NOT_FOUND),
                Arguments.of(delete("file/no"), Refusal.NOT_A_DIRECTORY),
                Arguments.of(delete("full"), Refusal.NOT_EMPTY),
                Arguments.of(delete(""), Refusal.FORBIDDEN),
                Arguments.of(rename("no", "x"), Refusal.NOT_FOUND),
                Arguments.of(rename("", "x"), Refusal.FORBIDDEN),
                Arguments.of(rename("file", ""), Refusal.FORBIDDEN),
                Arguments.of(rename("file", ".."), Refusal.FORBIDDEN),
                Arguments.of(rename("file", "no/x"), Refusal.NOT_FOUND),
                Arguments.of(rename("full", "no/x"), Refusal.NOT_FOUND),
                Arguments.of(rename("file", "full/f/x"), Refusal.NOT_A_DIRECTORY),
                Arguments.of(rename("full", "x"), Refusal.NOT_EMPTY),
                Arguments.of(rename("full", "empty"), Refusal.NOT_EMPTY),
                Arguments.of(rename("empty", "full"), Refusal.NOT_EMPTY),
                Arguments.of(rename("file", "full"), Refusal.NOT_EMPTY),
                Arguments.of(rename("full/sub", "full"), Refusal.NOT_EMPTY),
                Arguments.of(rename("empty", "empty/x"), Refusal.INVALID),
                Arguments.of(rename("priv/lock/a", "x"), Refusal.FORBIDDEN),
                Arguments.of(rename("priv/lock/a/b", "priv/lock/c"), Refusal.FORBIDDEN),
                Arguments.of(utime("no", 1), Refusal.NOT_FOUND),
                Arguments.of(utime("", 1), Refusal.FORBIDDEN),
                Arguments.of(utime("priv/lock/a", 0), Refusal.FORBIDDEN),
                Arguments.of(unlock("no"), Refusal.NOT_FOUND),
                Arguments.of(unlock("file"), Refusal.FORBIDDEN),
                Arguments.of(unlock("empty"), Refusal.FORBIDDEN),
                Arguments.of(unlock("priv/lock/a"), Refusal.FORBIDDEN));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("refusals")
    void shouldChangeNothingWhenRefusing(Mutation mutation, Refusal expected) {
        // given
        byte[] before = StateDigest.of(t.tree);
        long bytes = t.tree.totalBytes();

        // when
        Outcome outcome = t.apply(mutation);

        // then
        assertEquals(Outcome.refused(expected), outcome);
        assertArrayEquals(before, StateDigest.of(t.tree));
        assertEquals(bytes, t.tree.totalBytes());
    }

    static Stream<Arguments> successes() {
        return Stream.of(
                Arguments.of(create("x"), "x", 0),
                Arguments.of(create("full/sub/x"), "full/sub/x", 0),
                Arguments.of(mkdir("empty/x"), "empty/x", 0),
                Arguments.of(write("file", 5, 1), "file", 10),
                Arguments.of(write("file", 8, 4), "file", 12),
                Arguments.of(write("file", 12, 1), "file", 13),
                Arguments.of(write("file", 3, 0), "file", 10),
                Arguments.of(write("file", (1 << 20) - 1, 1), "file", 1 << 20),
                Arguments.of(truncate("file", 3), "file", 3),
                Arguments.of(truncate("file", 10), "file", 10),
                Arguments.of(truncate("file", 20), "file", 20),
                Arguments.of(truncate("file", 0), "file", 0),
                Arguments.of(rename("file", "x"), "x", 10),
                Arguments.of(rename("file", "empty/x"), "empty/x", 10),
                Arguments.of(rename("file", "full/f"), "full/f", 10),
                Arguments.of(rename("file", "empty"), "empty", 10),
                Arguments.of(rename("file", "file"), "file", 10),
                Arguments.of(rename("empty", "x"), "x", 0),
                Arguments.of(rename("empty", "full/sub"), "full/sub", 0),
                Arguments.of(rename("empty", "priv/lock/c"), "priv/lock/c", 0),
                Arguments.of(utime("file", 7), "file", 10),
                Arguments.of(utime("priv/lock/a", 1000), "priv/lock/a", 0),
                Arguments.of(utime("priv/lock/a/b", 7), "priv/lock/a/b", 0),
                Arguments.of(utime("priv/lock", 0), "priv/lock", 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("successes")
    void shouldStepTheVersionByOneAndStampWhatItTouches(Mutation mutation, String path, int size) {
        // given
        long version = t.tree.version();
        long time = mutation instanceof Mutation.SetMtime m ? m.mtime() : 2000;

        // when
        Outcome outcome = t.at(2000).apply(mutation);

        // then
        assertNull(outcome.refusal());
        Attributes entry = t.tree.find(path);
        assertEquals(version + 1, entry.version());
        assertEquals(1, entry.writer());
        assertEquals(time, entry.mtime());
        assertEquals(size, entry.size());
        Attributes root = t.tree.get(0);
        assertEquals(version + 1, root.version());
        assertEquals(1, root.writer());
        assertEquals(time, root.mtime());
    }

    @Test
    void shouldFillGapsWithZeros() {
        // when
        t.write("file", "X", 12);
        t.create("new");
        t.truncate("new", 3);
        t.write("new", "Y", 5);

        // then
        assertEquals("0123456789\0\0X", t.read("file"));
        assertEquals("\0\0\0\0\0Y", t.read("new"));
    }

    @Test
    void shouldShowZerosWhereTruncateCutAndGrew() {
        // when
        t.truncate("file", 4);
        t.truncate("file", 6);

        // then
        assertEquals("0123\0\0", t.read("file"));
    }

    @Test
    void shouldKeepInodeAndContentWhenRenamed() {
        // given
        long inode = t.tree.find("file").inode();

        // when
        t.rename("file", "full/f");

        // then
        assertEquals(inode, t.tree.find("full/f").inode());
        assertEquals("0123456789", t.read("full/f"));
        assertNull(t.tree.find("file"));
    }

    @Test
    void shouldKeepTheTargetWhenRenameOfFullDirectoryOverItIsRefused() {
        // when
        t.rename("full", "empty");

        // then
        assertNotNull(t.tree.find("empty"));
        assertEquals(Refusal.EXISTS, t.mkdir("empty"));
    }

    @Test
    void shouldAddressByInodeAndByParentAndName() {
        // given
        long inode = t.tree.find("file").inode();
        long parent = t.tree.find("empty").inode();

        // when
        t.apply(new Mutation.Write(Location.of(inode), 0, new byte[] {'X'}));
        t.apply(new Mutation.Rename(Location.of(inode), new Location(parent, "g")));
        Outcome under = t.apply(new Mutation.Create(new Location(inode, "x")));
        Outcome gone = t.apply(new Mutation.Create(new Location(999, "x")));

        // then
        assertEquals("X123456789", t.read("empty/g"));
        assertEquals(Refusal.NOT_A_DIRECTORY, under.refusal());
        assertEquals(Refusal.NOT_FOUND, gone.refusal());
        assertEquals(Refusal.NOT_FOUND, t.tree.resolve(new Location(999, "x")).refusal());
        assertEquals("empty/g", t.tree.pathOf(inode));
        assertNull(t.tree.pathOf(999));
    }

    @Test
    void shouldRefuseGrowthBeyondTheTreeLimitAndLoseNothing() {
        // given
        t.mkdir("d");
        byte[] mebibyte = new byte[Limits.FILE_BYTES_MAX];
        for (int i = 0; i < 127; i++) {
            t.create("d/" + i);
            t.apply(new Mutation.Write(Location.of("d/" + i), 0, mebibyte));
        }
        t.create("d/last");
        int room = (int) (Limits.TREE_BYTES_MAX - t.tree.totalBytes());

        // when
        Refusal beyond = t.truncate("d/last", room + 1);
        Refusal exact = t.truncate("d/last", room);
        Refusal more = t.write("file", "x", 10);
        Refusal inPlace = t.write("file", "x", 9);
        Refusal less = t.truncate("d/0", 5);

        // then
        assertEquals(Refusal.NO_SPACE, beyond);
        assertNull(exact);
        assertEquals(Refusal.NO_SPACE, more);
        assertNull(inPlace);
        assertNull(less);
        assertEquals(Limits.TREE_BYTES_MAX - Limits.FILE_BYTES_MAX + 5, t.tree.totalBytes());
        assertEquals("012345678x", t.read("file"));
        assertNull(t.truncate("d/0", Limits.FILE_BYTES_MAX));
        assertEquals(Refusal.NO_SPACE, t.write("file", "more", 10));
        assertNull(t.inGroup().write("file", "more", 10));
    }

    @Test
    void shouldRefuseMoreEntriesThanTheLimit() {
        // given
        int made = t.tree.entryCount();
        while (made++ < Limits.TREE_ENTRIES_MAX) {
            assertNull(t.create("empty/" + made));
        }

        // when
        Refusal file = t.create("one-too-many");
        Refusal directory = t.mkdir("one-too-many");
        t.delete("file");
        Refusal afterDelete = t.create("fits");
        t.inGroup();
        Refusal settledElsewhere = t.create("settled-by-pmxcfs");

        // then
        assertNull(settledElsewhere);
        assertEquals(Refusal.NO_SPACE, file);
        assertEquals(Refusal.NO_SPACE, directory);
        assertNull(afterDelete);
        assertEquals(Limits.TREE_ENTRIES_MAX + 1, t.tree.entryCount());
    }

    @Test
    void shouldNotStepTheVersionForLogMessages() {
        // given
        long version = t.tree.version();

        // when
        t.apply(new Mutation.LogMessage(3, 42, "n1", "root@pam", "tag", "text"));

        // then
        assertEquals(version, t.tree.version());
        LogLine line = t.tree.clusterLog().newest(50).get(0);
        assertEquals(
                new LogLine(1, t.tree.appliedIndex(), 1000, 3, 42, "n1", "root@pam", "tag", "text"),
                line);
    }

    private static Mutation create(String path) {
        return new Mutation.Create(Location.of(path));
    }

    private static Mutation mkdir(String path) {
        return new Mutation.MakeDirectory(Location.of(path));
    }

    private static Mutation write(String path, long offset, int length) {
        return new Mutation.Write(Location.of(path), offset, new byte[length]);
    }

    private static Mutation truncate(String path, long size) {
        return new Mutation.Truncate(Location.of(path), size);
    }

    private static Mutation delete(String path) {
        return new Mutation.Delete(Location.of(path));
    }

    private static Mutation rename(String from, String to) {
        return new Mutation.Rename(Location.of(from), Location.of(to));
    }

    private static Mutation utime(String path, long mtime) {
        return new Mutation.SetMtime(Location.of(path), mtime);
    }

    private static Mutation unlock(String path) {
        return new Mutation.Unlock(Location.of(path), new byte[Limits.CHECKSUM_BYTES]);
    }
}
