package org.jpmxcfs.transport.corosync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.transport.corosync.sync.FileEffect;
import org.jpmxcfs.transport.corosync.sync.MemoryTree;
import org.jpmxcfs.transport.corosync.wire.FileChange;
import org.jpmxcfs.transport.corosync.wire.Peer;
import org.jpmxcfs.transport.corosync.wire.Row;
import org.jpmxcfs.transport.corosync.wire.TreeIndex;
import org.junit.jupiter.api.Test;

class SupersededTest {
    private static final int SELF = 1;
    private static final int LEADER = 4;

    private final MemoryTree own = new MemoryTree(1, 0, 0);
    private final MemoryTree leaders = new MemoryTree(1, 0, 0);
    private final Superseded superseded = new Superseded(new StandingTree());
    private int seconds = 100;

    SupersededTest() {
        both(new FileChange.MakeDirectory("d"));
        both(new FileChange.Create("d/old"));
        both(new FileChange.Create("kept"));
    }

    @Test
    void shouldNameNothingWhenTheLeaderGoesOnFromThisTree() {
        at(leaders, LEADER, new FileChange.Write("kept", 0, new byte[3], false));
        at(leaders, LEADER, new FileChange.Delete("d/old"));
        at(leaders, LEADER, new FileChange.Create("new"));

        assertEquals(List.of(), lost());
    }

    @Test
    void shouldNameWhatWasChangedHereSinceTheCommonState() {
        superseded.same(List.of(SELF, LEADER));
        at(own, SELF, new FileChange.Write("kept", 0, new byte[1], false));
        at(own, SELF, new FileChange.Create("d/mine"));
        at(own, SELF, new FileChange.Delete("d/old"));
        for (int i = 0; i < 9; i++) {
            at(leaders, LEADER, new FileChange.Create("theirs" + i));
        }

        assertEquals(List.of("d/mine", "kept", "the removal of d/old"), lost());
    }

    @Test
    void shouldInferFromVersionsWhereTheTreesParted() {
        at(own, SELF, new FileChange.Write("kept", 0, new byte[1], false));
        at(own, SELF, new FileChange.Create("d/mine"));
        for (int i = 0; i < 9; i++) {
            at(leaders, LEADER, new FileChange.Create("theirs" + i));
        }

        assertEquals(List.of("d/mine", "kept"), lost());
    }

    private void both(FileChange change) {
        seconds++;
        own.apply(2, seconds, change);
        leaders.apply(2, seconds, change);
    }

    private void at(MemoryTree tree, int node, FileChange change) {
        assertEquals(true, tree.apply(node, ++seconds, change) >= 0);
    }

    /** The names, without versions and times, in the order of the alphabet. */
    private List<String> lost() {
        superseded.begin();
        List<Long> dropped = new ArrayList<>();
        for (Row row : leaders.rows()) {
            if (!row.equals(own.row(row.inode()))) {
                superseded.put(row);
            }
        }
        for (Row row : own.rows()) {
            if (leaders.row(row.inode()) == null) {
                dropped.add(row.inode());
            }
        }
        FileEffect.CommitTransfer effect =
                new FileEffect.CommitTransfer(new Peer(LEADER, 1), dropped, 0, leaders.index());
        return superseded.lostBy(effect).stream()
                .map(name -> name.replaceAll(" \\(.*", ""))
                .sorted()
                .toList();
    }

    /** A tree that is only looked at. */
    private final class StandingTree implements GroupTree {
        @Override
        public Row row(long inode) {
            return own.row(inode);
        }

        @Override
        public Optional<Place> place(long inode) {
            return Optional.ofNullable(own.row(inode))
                    .map(row -> new Place(path(row), row.version(), row.writer(), row.mtime()));
        }

        private String path(Row row) {
            boolean isTop = row.inode() == 0 || row.parent() == 0;
            return isTop ? row.name() : path(own.row(row.parent())) + "/" + row.name();
        }

        @Override
        public TreeIndex index() {
            return own.index();
        }

        @Override
        public Outcome apply(Entry entry) {
            return Outcome.done();
        }

        @Override
        public Request request(Mutation mutation) {
            return Request.of();
        }

        @Override
        public long takenAwayBy(FileChange.Rename rename) {
            return 0;
        }

        @Override
        public Supplier<byte[]> checksum() {
            return own::checksum;
        }

        @Override
        public boolean isExpired(String path, byte[] digest) {
            return false;
        }
    }
}
