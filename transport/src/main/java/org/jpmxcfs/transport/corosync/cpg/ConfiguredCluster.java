package org.jpmxcfs.transport.corosync.cpg;

import java.util.List;

/**
 * What Corosync's own configuration says of the cluster.
 *
 * @param name the cluster's name; empty when it has none
 * @param version {@code config_version}; 0 when it has none
 * @param nodes in the order of their ids
 */
public record ConfiguredCluster(String name, long version, List<Node> nodes) {
    /**
     * A node.
     *
     * @param name its name; empty when the file gives none
     * @param address of its first link, as the file gives it
     */
    public record Node(int id, String name, String address) {}

    /** A copy of the nodes. */
    public ConfiguredCluster {
        nodes = List.copyOf(nodes);
    }

    /** The name of a node; empty when it is not configured. */
    public String nameOf(int nodeId) {
        return nodes.stream()
                .filter(node -> node.id() == nodeId)
                .map(Node::name)
                .findFirst()
                .orElse("");
    }
}
