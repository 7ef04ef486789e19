package org.jpmxcfs.transport.corosync;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.corosync.wire.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names what a transfer takes from this node's tree: entries that the leader does not have, and
 * such as were changed here later than the leader knows. pmxcfs drops both without a word; here
 * they stay in the journal. Where entries are applied only.
 */
final class Superseded {
    private static final Logger LOG = LoggerFactory.getLogger(Superseded.class);
    private static final int NAMED_MAX = 50;

    private final GroupTree tree;
    private final Set<String> changed = new LinkedHashSet<>();

    Superseded(GroupTree tree) {
        this.tree = tree;
    }

    /** A transfer begins. */
    void begin() {
        changed.clear();
    }

    /** The leader's row is about to take the place of this node's. */
    void put(Row row) {
        if (row.inode() != 0) {
            tree.place(row.inode())
                    .filter(own -> Long.compareUnsigned(own.version(), row.version()) > 0)
                    .ifPresent(own -> changed.add(Names.toText(own.path())));
        }
    }

    /** The paths of these inodes, which are about to go. */
    List<String> paths(List<Long> inodes) {
        return inodes.stream()
                .flatMap(inode -> tree.place(inode).stream())
                .map(place -> Names.toText(place.path()))
                .toList();
    }

    /** The transfer is the tree now, and these paths are gone. */
    void tell(int leader, List<String> removed) {
        tell(leader, removed, "does not have, so that this node has no more");
        tell(leader, List.copyOf(changed), "has in an older state, which this node has taken over");
    }

    private static void tell(int leader, List<String> paths, String what) {
        if (!paths.isEmpty()) {
            String more = paths.size() > NAMED_MAX ? ", ..." : "";
            LOG.warn(
                    "{} entries that node {} {}: {}{}; the journal still has them, see 'jpmxcfs"
                            + " history' and 'jpmxcfs restore'",
                    paths.size(),
                    leader,
                    what,
                    String.join(", ", paths.subList(0, Math.min(NAMED_MAX, paths.size()))),
                    more);
        }
    }
}
