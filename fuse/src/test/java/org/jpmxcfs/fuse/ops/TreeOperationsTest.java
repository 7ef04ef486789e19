package org.jpmxcfs.fuse.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jpmxcfs.fuse.virtual.NodeLinks;
import org.jpmxcfs.fuse.virtual.RrdFile;
import org.jpmxcfs.fuse.virtual.VirtualFiles;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeLoader;
import org.jpmxcfs.transport.Sequencer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations on a tree whose sequencer has a quorum, or has none. */
class TreeOperationsTest {
    private static final int GROUP = 33;
    private static final Location FILE = Location.of("dir/file");
    private static final Location LOCK = Location.of("priv/lock/a");
    private static final int READ_ONLY = 0;
    private static final int WRITE_ONLY = 1;
    private static final int READ_WRITE = 2;

    private Tree tree = emptyTree();
    private final Order order = new Order();
    private final TreeOperations operations =
            new TreeOperations(
                    () -> tree,
                    order,
                    new VirtualFiles(List.of(new RrdFile(() -> new byte[] {'r'}))),
                    new NodeLinks("node1"),
                    GROUP,
                    ChmodPolicy.STRICT);

    /** Gives indexes to mutations as long as there is a quorum. */
    private final class Order implements Sequencer {
        boolean quorate = true;
        Mutation instead; // what is ordered in the place of the next request, unless null
        int submitted;

        @Override
        public Outcome submit(Mutation mutation) {
            if (!quorate) {
                return Outcome.refused(Refusal.NO_QUORUM);
            }
            submitted++;
            Mutation decided = instead == null ? mutation : instead;
            return tree.apply(new Entry(tree.appliedIndex() + 1, 1, 1, 0, 5_000_000, decided));
        }

        @Override
        public Outcome sync() {
            return Outcome.done();
        }

        @Override
        public boolean isQuorate() {
            return quorate;
        }

        @Override
        public boolean isWaiting() {
            return false;
        }

        @Override
        public int nodeId() {
            return 1;
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void makeFiles() {
        for (String path : List.of("dir", "dir/empty", "priv", "priv/lock", "priv/lock/a")) {
            assertEquals(0, operations.makeDirectory(Location.of(path)));
        }
        assertEquals(0, operations.create(FILE));
        assertEquals(5, operations.write(FILE, 0, "hello".getBytes(), 0));
        order.submitted = 0;
    }

    /** A named call. */
    record Call(String name, ToIntFunction<FileOperations> run) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Call> changes() {
        Location fresh = Location.of("dir/new");
        return List.of(
                new Call("create", o -> o.create(fresh)),
                new Call("mkdir", o -> o.makeDirectory(fresh)),
                new Call("write", o -> o.write(FILE, 0, new byte[1], 0)),
                new Call("append", o -> o.write(FILE, 5, new byte[1], 0)),
                new Call("write synced", o -> o.write(FILE, 0, new byte[1], 010000)),
                new Call("truncate", o -> o.truncate(FILE, 0)),
                new Call("unlink", o -> o.remove(FILE)),
                new Call("rmdir", o -> o.remove(Location.of("dir/empty"))),
                new Call("rename", o -> o.rename(FILE, fresh)),
                new Call("utime", o -> o.setMtime(FILE, 9)),
                new Call("renew a lock", o -> o.setMtime(LOCK, 9_000)),
                new Call("open to write", o -> (int) o.open(FILE, WRITE_ONLY)),
                new Call("open to read and write", o -> (int) o.open(FILE, READ_WRITE)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void shouldRefuseEveryChangeWithoutQuorumAndChangeNothing(Call call) {
        // given
        long checksum = tree.checksum();
        order.quorate = false;

        // when, then
        assertEquals(-Errnos.EACCES, call.run.applyAsInt(operations));
        assertEquals(0, order.submitted);
        assertEquals(checksum, tree.checksum());

        // and with quorum it works
        order.quorate = true;
        assertTrue(call.run.applyAsInt(operations) >= 0);
    }

    @ParameterizedTest
    @CsvSource({"1048571, 10", "1048576, 1", "9223372036854775807, 1"})
    void shouldWriteNothingWhereNotAllFits(long offset, int length) {
        assertEquals(-Errnos.EFBIG, operations.write(FILE, offset, new byte[length], 0));

        assertEquals("hello", text(FILE));
        assertEquals(0, order.submitted);
        assertEquals(5, operations.write(FILE, 1_048_571, new byte[5], 0));
    }

    @Test
    void shouldGoOnReadingWithoutQuorum() {
        // given
        order.quorate = false;

        // when, then
        assertEquals(0, operations.open(FILE, READ_ONLY));
        assertEquals("hello", text(FILE));
        int directory = FileModes.DIRECTORY;
        Map<String, Integer> listed =
                Map.of(".", directory, "..", directory, "empty", directory, "file", FileModes.FILE);
        assertEquals(listed, list("dir"));
        assertEquals("nodes/node1", operations.linkTarget(Location.of("local")));
        assertTrue(operations.open(Location.of(".rrd"), READ_ONLY) > 0);
        assertTrue(operations.usage().bytes() > 0);
        assertEquals(0, operations.sync());
    }

    @Test
    void shouldShowNoWriteBitsWithoutQuorum() {
        // given
        List<String> paths = List.of("", "dir", "dir/file", "priv", "priv/lock/a", "local", ".rrd");
        List<String> with = paths.stream().map(this::mode).toList();

        // when
        order.quorate = false;

        // then
        assertEquals(List.of("755", "755", "640", "700", "700", "755", "440"), with);
        assertEquals(
                List.of("555", "555", "440", "500", "500", "555", "440"),
                paths.stream().map(this::mode).toList());
    }

    @Test
    void shouldTellTheCallerThatAnUnlockedLockIsGone() {
        // given a request that the order makes an unlock of
        order.instead = new Mutation.Delete(LOCK);

        // when, then: as pmxcfs answers
        assertEquals(-Errnos.ENOENT, operations.setMtime(LOCK, 0));
        assertNull(tree.find(LOCK));
    }

    @Test
    void shouldRefuseAnUnlockOfALockThatIsHeld() {
        assertEquals(-Errnos.EACCES, operations.setMtime(LOCK, 0));
        assertNotNull(tree.find(LOCK));
        assertEquals(0, operations.setMtime(FILE, 0));
    }

    @Test
    void shouldServeAnotherTreeFromTheNextCallOn() {
        // given
        assertEquals("hello", text(FILE));

        // when
        tree = emptyTree();

        // then
        assertEquals(-Errnos.ENOENT, operations.status(FILE, (i, m, l, s, b, t) -> {}));
        assertEquals(0, operations.create(Location.of("file")));
        assertEquals("", text(Location.of("file")));
    }

    private static Tree emptyTree() {
        return new TreeLoader().load(inode -> new byte[0], new LockTable(() -> 0), 1 << 20);
    }

    private String text(Location at) {
        StringBuilder text = new StringBuilder();
        operations.read(
                at,
                0,
                0,
                100,
                (array, start, length) ->
                        text.append(new String(array, start, length, StandardCharsets.US_ASCII)));
        return text.toString();
    }

    private Map<String, Integer> list(String path) {
        Map<String, Integer> entries = new TreeMap<>();
        operations.list(Location.of(path), (name, inode, mode) -> entries.put(name, mode));
        return entries;
    }

    private String mode(String path) {
        int[] bits = new int[1];
        operations.status(Location.of(path), (inode, mode, l, s, b, t) -> bits[0] = mode & 0777);
        return Integer.toOctalString(bits[0]);
    }
}
