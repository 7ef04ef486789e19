package org.jpmxcfs.fuse.it.corosync;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.fuse.it.Until;

/** Nodes in a network of their own, each a Corosync and a daemon, which are one cluster. */
final class CorosyncCluster implements AutoCloseable {
    private final CorosyncLan lan;
    private final List<CorosyncNode> nodes = new ArrayList<>();

    private CorosyncCluster(CorosyncLan lan) {
        this.lan = lan;
    }

    /** A cluster of as many nodes that all run. */
    static CorosyncCluster of(Class<?> test, int count) throws IOException {
        CorosyncLan lan = CorosyncLan.of(test, count, 0, CorosyncLan.Transport.UDPU);
        CorosyncCluster cluster = new CorosyncCluster(lan);
        try {
            for (int id = 1; id <= count; id++) {
                CorosyncNode node = new CorosyncNode(lan.daemon(id), lan.root(id));
                cluster.nodes.add(node);
                node.launch();
            }
            cluster.nodes.forEach(node -> node.daemon().awaitMounted());
            cluster.awaitWhole();
            return cluster;
        } catch (IOException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    /** A node by its id, from 1. */
    CorosyncNode node(int id) {
        return nodes.get(id - 1);
    }

    List<CorosyncNode> nodes() {
        return List.copyOf(nodes);
    }

    CorosyncLan lan() {
        return lan;
    }

    /** Returns when all daemons see each other and take changes. */
    void awaitWhole() {
        Until.holds(
                "all nodes take part",
                () -> nodes.stream().allMatch(n -> n.isReady() && n.onlineCount() == nodes.size()));
    }

    /** Returns when all trees have the same version; nothing may change them meanwhile. */
    void awaitEqual() {
        awaitWhole();
        Until.holds(
                "same version on all",
                () -> nodes.stream().map(CorosyncNode::treeVersion).distinct().count() == 1);
    }

    @Override
    public void close() throws IOException {
        for (CorosyncNode node : nodes) {
            node.close();
        }
        lan.close();
    }
}
