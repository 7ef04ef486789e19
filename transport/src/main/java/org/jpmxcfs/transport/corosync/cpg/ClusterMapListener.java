package org.jpmxcfs.transport.corosync.cpg;

/** Told what Corosync's configuration says, by the thread of its connection. */
public interface ClusterMapListener {
    /** The configuration is as follows; called once at the start, and when it has changed. */
    void changed(ConfiguredCluster cluster);

    /** The connection has ended without {@link ClusterMap#close}. */
    void lost(String reason);
}
