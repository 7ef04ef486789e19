package org.jpmxcfs.fuse.membership;

import org.jpmxcfs.transport.raft.node.LinkIdentity;

/**
 * What this node knows of its membership without its tree.
 *
 * @param clusterName name of the cluster
 * @param link what it proves itself with
 * @param address its own address, as it was when it became a member; {@code corosync.conf} in the
 *     tree says what it is now
 * @param port the TCP port where it listens, likewise
 */
public record ClusterIdentity(String clusterName, LinkIdentity link, String address, int port) {}
