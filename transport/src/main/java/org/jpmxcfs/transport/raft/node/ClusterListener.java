package org.jpmxcfs.transport.raft.node;

/** Told what happens in the cluster, by the loop thread. It must not wait. */
public interface ClusterListener {
    /** Quorum, leader, term, role, members, trust or trouble of this node have changed. */
    void changed(ClusterStatus status);

    /** See {@link LinkListener#published}. */
    void published(int from, String key, byte[] value);

    /** See {@link LinkListener#restarted}. */
    void restarted(int member);

    /** See {@link LinkListener#changed}. */
    void linked(int member, boolean isUp);
}
