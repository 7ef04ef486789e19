package org.jpmxcfs.transport.corosync.wire;

/**
 * A member of a group: one process of one node.
 *
 * @param nodeId number of the node in Corosync's configuration
 * @param pid process on that node
 */
public record Peer(int nodeId, int pid) implements Comparable<Peer> {
    /** By node, then by process; both as signed numbers, as the original does. */
    @Override
    public int compareTo(Peer other) {
        int byNode = Integer.compare(nodeId, other.nodeId);
        return byNode != 0 ? byNode : Integer.compare(pid, other.pid);
    }

    @Override
    public String toString() {
        return nodeId + "/" + pid;
    }
}
