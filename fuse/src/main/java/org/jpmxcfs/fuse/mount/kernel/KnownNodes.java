package org.jpmxcfs.fuse.mount.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** The nodes that the kernel knows of: each as long as the kernel has not forgotten it. */
final class KnownNodes {
    private final Map<Long, KnownNode> nodes = new ConcurrentHashMap<>();
    private final LongFunction<KnownNode> make;

    /**
     * Only the root, which is never forgotten.
     *
     * @param root its number
     * @param make makes a node for a number
     */
    KnownNodes(long root, LongFunction<KnownNode> make) {
        this.make = make;
        lookedUp(root);
    }

    /**
     * The kernel is about to be told of a node; it counts, until {@link #forget}. Before the node's
     * attributes are read: so a change that comes later finds it here.
     */
    KnownNode lookedUp(long id) {
        return nodes.compute(
                id,
                (key, present) -> {
                    KnownNode node = present == null ? make.apply(id) : present;
                    node.addLookups(1);
                    return node;
                });
    }

    /** The kernel takes back lookups, or was not told of one after all. */
    void forget(long id, long count) {
        nodes.computeIfPresent(id, (key, node) -> node.addLookups(-count) > 0 ? node : null);
    }

    /** The node with this number, or null where the kernel does not know it. */
    KnownNode get(long id) {
        return nodes.get(id);
    }

    /** Whether the kernel still knows this node. */
    boolean isKnown(KnownNode node) {
        return nodes.get(node.id) == node;
    }

    void forEach(Consumer<KnownNode> action) {
        nodes.values().forEach(action);
    }

    int count() {
        return nodes.size();
    }
}
