package org.jpmxcfs.fuse.membership;

import org.jpmxcfs.transport.corosync.conf.CorosyncConf;

/** Where the tree holds what belongs to the cluster itself. */
public final class TreePaths {
    /** Who belongs to the cluster. */
    public static final String CONF = CorosyncConf.PATH;

    /** Directory of what only root may see. */
    static final String PRIVATE = "priv";

    /** Directory of the locks. */
    static final String LOCKS = "priv/lock";

    /** The lock that Proxmox's tools take as well while they change {@link #CONF}. */
    static final String CONF_LOCK = "priv/lock/file-corosync_conf";

    /** Directory of the files below. */
    public static final String OWN = "priv/jpmxcfs";

    /** Key of the cluster's authority, so that each member can enrol others. */
    static final String AUTHORITY_KEY = "priv/jpmxcfs/ca.key";

    /** Certificate of the cluster's authority. */
    static final String AUTHORITY = "priv/jpmxcfs/ca.crt";

    /** Directory of open invitations, a file for each invited node. */
    static final String INVITATIONS = "priv/jpmxcfs/invitations";

    private TreePaths() {}
}
