package org.jpmxcfs.fuse.ordering;

/** What gives the changes of a node their order. */
public enum Engine {
    /**
     * As the data directory says: {@link #NETTY} for a member of a cluster of this program's own;
     * {@link #COROSYNC} where the tree has a corosync.conf, or on a first start the machine has one
     * that names others; else {@link #LOCAL}.
     */
    AUTO,
    /** The groups of a Corosync cluster, which pmxcfs takes part in as well. */
    COROSYNC,
    /** A cluster of this program's own, over links of its own. */
    NETTY,
    /** This node alone. */
    LOCAL
}
