package org.jpmxcfs.fuse.membership;

import java.io.IOException;
import org.jpmxcfs.fuse.files.ClusterException;
import org.jpmxcfs.transport.raft.node.MarkFile;

/** A member whose tree is whole, so that it can go on without its cluster. */
public final class SettledMember {
    private SettledMember() {}

    /**
     * Refuses a member that was stopped while it received the tree of its cluster.
     *
     * @throws ClusterException when its tree is neither the old nor the new one for sure
     */
    public static void require(ClusterFiles files) throws IOException {
        if (MarkFile.open(files.mark()).installing().isPresent()) {
            throw new ClusterException(
                    "this node was stopped while it received the tree of the cluster: mount it"
                            + " once, unmount it, and try it again");
        }
    }

    /**
     * Refuses also a member that has not received that tree yet.
     *
     * @throws ClusterException when it has not, or not all of it
     */
    public static void requireTree(ClusterFiles files) throws IOException {
        require(files);
        if (MarkFile.open(files.mark()).isNewcomer()) {
            throw new ClusterException(
                    "this node has not received the tree of the cluster yet, so there is nothing to"
                            + " go on with; recover on another survivor");
        }
    }
}
