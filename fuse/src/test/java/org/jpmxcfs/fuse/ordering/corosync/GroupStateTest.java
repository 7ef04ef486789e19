package org.jpmxcfs.fuse.ordering.corosync;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jpmxcfs.fuse.store.StoredNode;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.materializer.tree.StateDigest;
import org.jpmxcfs.transport.corosync.GroupTree.Request;
import org.jpmxcfs.transport.corosync.wire.FileChange;
import org.jpmxcfs.transport.corosync.wire.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupStateTest {
    @TempDir private Path directory;
    private StoredNode node;
    private GroupState state;

    @BeforeEach
    void open() throws Exception {
        node = StoredNode.open(directory.resolve("data"));
        state = new GroupState(node.materializer);
    }

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @Test
    void shouldSayPathsWhereInodesAreMeant() {
        // given
        node.makeDirectory("d");
        long inode = node.materializer.tree().find("d").inode();

        // when
        Request request = state.request(new Mutation.Create(new Location(inode, "f")));

        // then
        assertEquals(List.of(new FileChange.Create("d/f")), request.changes());
        assertEquals(
                Refusal.NOT_FOUND, state.request(new Mutation.Delete(Location.of(4711))).refusal());
    }

    @Test
    void shouldSayGrowthAsZerosAndOnlyCutsAsCuts() {
        // given
        node.write("f", "abc");

        // when
        Request grows = state.request(new Mutation.Truncate(Location.of("f"), 5));
        Request cuts = state.request(new Mutation.Truncate(Location.of("f"), 1));

        // then
        assertEquals(List.of(new FileChange.Write("f", 3, new byte[2], false)), grows.changes());
        assertEquals(List.of(new FileChange.Write("f", 1, new byte[0], true)), cuts.changes());
    }

    @Test
    void shouldNotSayARenameThatTheRulesRefuse() {
        // given
        node.makeDirectory("full");
        node.create("full/f");
        node.makeDirectory("empty");

        // then
        assertEquals(Refusal.NOT_EMPTY, refusal("full", "elsewhere"));
        assertEquals(Refusal.NOT_EMPTY, refusal("empty", "full"));
        assertEquals(Refusal.INVALID, refusal("empty", "empty/below"));
        assertEquals(Refusal.NOT_FOUND, refusal("missing", "empty"));
        assertEquals(
                Refusal.NAME_TOO_LONG, refusal("empty", "n".repeat(Limits.NAME_BYTES_MAX + 1)));
    }

    @Test
    void shouldKnowWhatPmxcfsTakesAwayInARenameThatItRefuses() {
        // given
        node.makeDirectory("full");
        node.create("full/f");
        node.makeDirectory("empty");
        long empty = node.materializer.tree().find("empty").inode();

        // then
        assertEquals(empty, state.takenAwayBy(new FileChange.Rename("full", "empty")));
        assertEquals(0, state.takenAwayBy(new FileChange.Rename("empty", "full")));
        assertEquals(0, state.takenAwayBy(new FileChange.Rename("full", "missing")));
    }

    @Test
    void shouldAskForAnUnlockBeforeTheTimeOfZeroIsSaid() {
        // given
        node.makeDirectory("priv");
        node.makeDirectory("priv/lock");
        node.makeDirectory("priv/lock/l");

        // when
        Request request = state.request(new Mutation.SetMtime(Location.of("priv/lock/l"), 0));

        // then
        assertEquals(2, request.changes().size());
        assertEquals(FileChange.RequestUnlock.class, request.changes().get(0).getClass());
        assertEquals(new FileChange.SetMtime("priv/lock/l", 0), request.changes().get(1));
    }

    @Test
    void shouldGiveRowsThatItsIndexHasTheDigestsOf() {
        // given
        node.makeDirectory("d");
        node.write("d/f", "content");
        long inode = node.materializer.tree().find("d/f").inode();

        // when
        Row row = state.row(inode);

        // then
        assertArrayEquals("content".getBytes(StandardCharsets.US_ASCII), row.data());
        assertEquals(3, state.index().count());
        assertArrayEquals(row.digest(), state.index().digest(2));
        assertArrayEquals(state.row(0).digest(), state.index().digest(0));
        assertArrayEquals(StateDigest.of(node.materializer.tree()), state.checksum().get());
    }

    private Refusal refusal(String from, String to) {
        return state.request(new Mutation.Rename(Location.of(from), Location.of(to))).refusal();
    }
}
