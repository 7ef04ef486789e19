package org.jpmxcfs.fuse.history;

import java.io.IOException;
import org.jpmxcfs.fuse.membership.ClusterFiles;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.log.EntrySource;
import org.jpmxcfs.log.chronicle.ReadOnlyJournal;
import org.jpmxcfs.transport.raft.node.MarkFile;

/**
 * The entries of a journal that cannot be taken back any more. The journal of a member of a cluster
 * may end with some that no majority has yet; until they are final, they are no history.
 */
public final class FinalEntries {
    private FinalEntries() {}

    /**
     * Those that are there now; a member notes ten times a second how far they go.
     *
     * @throws IOException when the journal, or what the node knows of its cluster, cannot be read
     */
    public static EntrySource of(ReadOnlyJournal journal, DataDirectory data) throws IOException {
        ClusterFiles cluster = ClusterFiles.in(data);
        if (!cluster.exist() || cluster.hasServedAlone()) {
            return journal.snapshot();
        }
        // Before its first note, all is final that it brought into the cluster or got from it.
        long brought = MarkFile.open(cluster.mark()).mark().index();
        return journal.snapshot(Math.max(brought, journal.committedIndex()));
    }
}
