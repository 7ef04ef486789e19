package org.jpmxcfs.transport.raft.core;

import java.util.List;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;

/**
 * What a replica reads back from its own disk. Called by the thread that owns the replica, only for
 * what the replica has asked to be stored before.
 */
public interface Source {
    /**
     * Consecutive entries from the journal.
     *
     * @param fromIndex index of the first
     * @param bytesMax stop before the entry that would exceed this, except the first
     * @param countMax stop after this many, 1 or more
     * @return at least one entry
     * @throws java.io.UncheckedIOException when the journal cannot be read; the node then stops
     */
    List<Entry> entries(long fromIndex, int bytesMax, int countMax);

    /**
     * Bytes of the snapshot at {@code mark}, last announced by {@link Input.SnapshotTaken}.
     *
     * @throws java.io.UncheckedIOException when it cannot be read; the node then stops
     */
    byte[] snapshotBytes(Mark mark, long offset, int count);
}
