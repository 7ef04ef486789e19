package org.jpmxcfs.materializer.tree;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jpmxcfs.log.model.Transfer;

/** What has come of a transfer so far. Where {@link Tree#apply} is called only. */
public final class OpenTransfer {
    private final Transfer.Begun begun;
    private final Map<Long, Transfer.Row> rows = new LinkedHashMap<>();
    private final Set<Long> dropped = new LinkedHashSet<>();

    OpenTransfer(Transfer.Begun begun) {
        this.begun = begun;
    }

    /** What it began with. */
    public Transfer.Begun begun() {
        return begun;
    }

    /** The rows to put by their inodes, that of the root included. */
    public Map<Long, Transfer.Row> rows() {
        return Collections.unmodifiableMap(rows);
    }

    /** The inodes whose rows go; none of them is in {@link #rows}. */
    public Set<Long> dropped() {
        return Collections.unmodifiableSet(dropped);
    }

    /** Puts a row, in place of what came of its inode before. */
    void put(Transfer.Row row) {
        rows.put(row.inode(), row);
        dropped.remove(row.inode());
    }

    /** Drops rows. */
    void drop(long[] inodes) {
        for (long inode : inodes) {
            rows.remove(inode);
            dropped.add(inode);
        }
    }

    /** Whether the row of this inode is replaced or dropped. */
    boolean isAbout(long inode) {
        return rows.containsKey(inode) || dropped.contains(inode);
    }
}
