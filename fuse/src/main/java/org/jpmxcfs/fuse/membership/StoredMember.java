package org.jpmxcfs.fuse.membership;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jpmxcfs.fuse.files.ClusterException;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.transport.raft.node.MarkFile;

/**
 * What a data directory says of a node's membership.
 *
 * @param identity who it is
 * @param directory the {@code cluster/} of the data directory
 * @param marks mark of its journal
 */
public record StoredMember(ClusterIdentity identity, Path directory, MarkFile marks) {
    /**
     * Reads it; empty for a node without a cluster.
     *
     * @param nodeName name that the node was started with
     * @throws ClusterException when it is another node's, or the node has served alone meanwhile
     */
    public static Optional<StoredMember> of(DataDirectory data, String nodeName)
            throws IOException {
        ClusterFiles files = ClusterFiles.in(data);
        if (!files.exist()) {
            return Optional.empty();
        }
        ClusterIdentity identity = files.load();
        String name = identity.link().nodeName();
        if (!name.equals(nodeName)) {
            throw new ClusterException(
                    "%s is that of node %s of cluster %s, not of node %s: start it with --node=%s, or name another directory with --data-dir"
                            .formatted(
                                    files.directory(),
                                    name,
                                    identity.clusterName(),
                                    nodeName,
                                    name));
        }
        if (files.hasServedAlone()) {
            throw new ClusterException(
                    "%s: this node has served alone with --local, so that its files may differ from the cluster's: go on with --local, or leave with 'jpmxcfs cluster leave --to-local' and let it join again"
                            .formatted(files.directory()));
        }
        return Optional.of(
                new StoredMember(identity, files.directory(), MarkFile.open(files.mark())));
    }
}
