package org.jpmxcfs.transport.corosync.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jpmxcfs.transport.corosync.wire.TreeIndex;

/** What one tree has and another has not. */
final class Difference {
    private Difference() {}

    /** Inodes of {@code tree} that any of the others lacks or has otherwise, ascending. */
    static List<Long> lackedByAny(TreeIndex tree, List<TreeIndex> others) {
        TreeSet<Long> inodes = new TreeSet<>(Long::compareUnsigned);
        others.forEach(other -> inodes.addAll(lackedBy(tree, other, true)));
        return List.copyOf(inodes);
    }

    /** Inodes of {@code tree} that are not in use in the other, ascending. */
    static List<Long> unusedIn(TreeIndex tree, TreeIndex other) {
        return lackedBy(tree, other, false);
    }

    private static List<Long> lackedBy(TreeIndex tree, TreeIndex other, boolean orOtherwise) {
        List<Long> inodes = new ArrayList<>();
        int j = 0;
        for (int i = 0; i < tree.count(); i++) {
            long inode = tree.inode(i);
            while (j < other.count() && Long.compareUnsigned(other.inode(j), inode) < 0) {
                j++;
            }
            boolean isUsed = j < other.count() && other.inode(j) == inode;
            if (!isUsed || (orOtherwise && !tree.isSame(i, other, j))) {
                inodes.add(inode);
            }
        }
        return inodes;
    }
}
