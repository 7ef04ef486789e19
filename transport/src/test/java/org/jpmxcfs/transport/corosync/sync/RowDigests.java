package org.jpmxcfs.transport.corosync.sync;

import java.util.Map;
import java.util.TreeMap;
import org.jpmxcfs.transport.corosync.wire.Row;
import org.jpmxcfs.transport.corosync.wire.TreeIndex;

/**
 * A digest of each row of a tree, made when the row changes, so that what the tree consists of can
 * be said without reading it. Owned by the thread that changes the tree.
 */
final class RowDigests {
    private final TreeMap<Long, byte[]> digests = new TreeMap<>(Long::compareUnsigned);
    private Row root;

    /** A tree of nothing but this root. */
    RowDigests(Row root) {
        put(root);
    }

    /** A row is new or has changed. Every change of the tree changes the root, inode 0, as well. */
    void put(Row row) {
        if (row.inode() == 0) {
            root = row;
        }
        digests.put(row.inode(), row.digest());
    }

    /** A row is gone. */
    void remove(long inode) {
        digests.remove(inode);
    }

    /** What the tree consists of. */
    TreeIndex index() {
        TreeIndex.Builder builder = TreeIndex.of(root, digests.size());
        for (Map.Entry<Long, byte[]> each : digests.entrySet()) {
            builder.add(each.getKey(), each.getValue());
        }
        return builder.build();
    }
}
