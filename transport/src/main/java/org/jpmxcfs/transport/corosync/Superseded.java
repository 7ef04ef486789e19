package org.jpmxcfs.transport.corosync;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.corosync.sync.CommonPast;
import org.jpmxcfs.transport.corosync.sync.FileEffect;
import org.jpmxcfs.transport.corosync.wire.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names what a state transfer takes away: entries that were changed in this node's tree after it
 * parted from the leader's. Without a common state that both have shown since this daemon was
 * started, the place where they parted is inferred from versions: a tree that goes on from this one
 * has no row that is new to it at a version that this one has used itself. One thread at a time.
 */
final class Superseded {
    private static final Logger LOG = LoggerFactory.getLogger(Superseded.class);
    private static final int NAMED_MAX = 50;

    private final GroupTree tree;
    private final CommonPast common = new CommonPast();
    private final Map<Long, Row> put = new LinkedHashMap<>(); // without their contents

    Superseded(GroupTree tree) {
        this.tree = tree;
    }

    /** The trees of these nodes have been shown to be this one. */
    void same(Collection<Integer> nodes) {
        common.same(nodes, tree.row(0).version());
    }

    /** A transfer begins. */
    void begin() {
        put.clear();
    }

    /** A row of the leader has come. */
    void put(Row row) {
        put.put(row.inode(), row.withoutData());
    }

    /** What the transfer takes away, for people; to be asked before it is committed. */
    List<String> lostBy(FileEffect.CommitTransfer effect) {
        long own = tree.row(0).version();
        long known = common.knownTo(effect.leader().nodeId());
        long from = known > 0 ? known + 1 : partedAt(own);
        List<String> lost = new ArrayList<>();
        for (Row row : put.values()) {
            Optional<GroupTree.Place> mine = tree.place(row.inode());
            if (row.inode() == 0) {
                continue;
            }
            if (mine.isEmpty()) {
                addRemoval(row, known, lost);
            } else if (mine.get().version() >= from && !isSame(mine.get(), row)) {
                lost.add(text(mine.get()));
            }
        }
        for (long inode : effect.dropped()) {
            tree.place(inode)
                    .filter(mine -> mine.version() >= from)
                    .ifPresent(mine -> lost.add(text(mine)));
        }
        return lost;
    }

    /** The transfer is the tree now. Says loudly what it took away. */
    void tell(int leader, List<String> lost) {
        if (!lost.isEmpty()) {
            LOG.warn(
                    "the state of node {} supersedes {} changes of this node's tree; the journal"
                            + " still has them, see 'jpmxcfs history' and 'jpmxcfs restore'",
                    leader,
                    lost.size());
            lost.stream().limit(NAMED_MAX).forEach(name -> LOG.warn("superseded: {}", name));
            if (lost.size() > NAMED_MAX) {
                LOG.warn("superseded: and {} more", lost.size() - NAMED_MAX);
            }
        }
    }

    // A row that both had, and that only the leader still has, was removed here.
    private void addRemoval(Row row, long known, List<String> lost) {
        if (known > 0 && row.version() <= known) {
            boolean isTop = row.parent() == 0;
            String parent =
                    isTop ? "" : tree.place(row.parent()).map(GroupTree.Place::path).orElse("?");
            String path = parent.isEmpty() ? row.name() : parent + "/" + row.name();
            lost.add("the removal of " + Names.toText(path));
        }
    }

    /** The first version of this tree that is surely not the leader's; the greatest for none. */
    private long partedAt(long own) {
        long parted = Long.MAX_VALUE;
        for (Row row : put.values()) {
            Optional<GroupTree.Place> mine = tree.place(row.inode());
            boolean isSame = mine.isPresent() && isSame(mine.get(), row);
            if (row.inode() != 0 && !isSame && row.version() <= own) {
                long mineVersion = mine.map(GroupTree.Place::version).orElse(0L);
                parted = Math.min(parted, Math.max(row.version(), mineVersion));
            }
        }
        return parted;
    }

    private static boolean isSame(GroupTree.Place mine, Row row) {
        return mine.version() == row.version()
                && mine.writer() == row.writer()
                && mine.mtime() == row.mtime();
    }

    private static String text(GroupTree.Place entry) {
        return Names.toText(entry.path())
                + " (version "
                + entry.version()
                + " by node "
                + entry.writer()
                + ", "
                + Instant.ofEpochSecond(entry.mtime())
                + ")";
    }
}
