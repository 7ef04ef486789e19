package org.jpmxcfs.transport.corosync.sync;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Up to where this node's changes are known to have been in the trees of the other nodes, so that
 * those that a transfer may take away can be named. Positions are whatever the node counts its
 * changes by, such as the index in its journal, where a transfer stands for all that came with it;
 * they rise. To be kept over a restart.
 *
 * <p>A position is sure only where a state of the other node has shown it: that an update was
 * complete, or a message delivered, says nothing about a node that was cut off just then. What
 * another node had and has lost since to a third one, it names itself.
 */
public final class CommonPast {
    private final TreeMap<Integer, Long> positions = new TreeMap<>();

    /** Nothing is known. */
    public CommonPast() {}

    /** What was known when {@link #positions} was taken. */
    public CommonPast(Map<Integer, Long> known) {
        positions.putAll(known);
    }

    /**
     * The trees of these nodes were this node's, as {@link FileEffect.SameTree} says.
     *
     * @param position of the newest change in this node's tree
     */
    public void same(Collection<Integer> nodes, long position) {
        nodes.forEach(node -> positions.put(node, position));
    }

    /** Changes after this position may be missing in the tree of that node; 0 for all. */
    public long knownTo(int node) {
        return positions.getOrDefault(node, 0L);
    }

    /** The positions by node id, as a copy. */
    public Map<Integer, Long> positions() {
        return new TreeMap<>(positions);
    }
}
