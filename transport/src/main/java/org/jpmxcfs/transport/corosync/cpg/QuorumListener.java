package org.jpmxcfs.transport.corosync.cpg;

import java.util.List;

/** Told of the quorum, by the thread of its connection. */
public interface QuorumListener {
    /**
     * The quorum or the nodes are as follows; called once at the start, and then at each change.
     *
     * @param ring number of the membership, which grows with each
     * @param nodeIds the nodes that Corosync reaches, this one included
     */
    void changed(boolean isQuorate, long ring, List<Integer> nodeIds);

    /** The connection has ended without {@link Quorum#close}: nobody knows of a quorum now. */
    void lost(String reason);
}
