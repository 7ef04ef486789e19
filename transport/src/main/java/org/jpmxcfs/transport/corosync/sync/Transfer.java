package org.jpmxcfs.transport.corosync.sync;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.transport.corosync.wire.Peer;
import org.jpmxcfs.transport.corosync.wire.Row;
import org.jpmxcfs.transport.corosync.wire.TreeIndex;

/** The member's part of a synchronisation: what the leader's rows make of this node's tree. */
final class Transfer {
    private final Peer leader;
    private final TreeIndex own;
    private final TreeIndex target;
    private final List<Peer> synced;
    private final Map<Long, byte[]> digests = new HashMap<>();

    /**
     * A transfer without rows.
     *
     * @param own this node's tree, which stays as it is until the transfer is committed
     * @param target the leader's
     * @param synced the leader and who else has its tree
     */
    Transfer(Peer leader, TreeIndex own, TreeIndex target, List<Peer> synced) {
        this.synced = synced;
        this.leader = leader;
        this.own = own;
        this.target = target;
    }

    /** The leader and who else had its tree. */
    List<Peer> synced() {
        return synced;
    }

    /** A row has come. */
    void put(Row row) {
        digests.put(row.inode(), row.digest());
    }

    /**
     * What is to be committed.
     *
     * @throws MalformedException when the rows do not make the leader's tree of this one
     */
    FileEffect.CommitTransfer complete() throws MalformedException {
        List<Long> missing = Difference.lackedByAny(target, List.of(own));
        for (int i = 0; i < target.count(); i++) {
            byte[] digest = digests.get(target.inode(i));
            if (digest != null && !Arrays.equals(digest, target.digest(i))) {
                throw new MalformedException("a row of the leader that is not in its state");
            }
        }
        for (long inode : missing) {
            if (!digests.containsKey(inode)) {
                throw new MalformedException("the leader left out row " + inode);
            }
        }
        return new FileEffect.CommitTransfer(
                leader, Difference.unusedIn(own, target), digests.size(), target);
    }
}
