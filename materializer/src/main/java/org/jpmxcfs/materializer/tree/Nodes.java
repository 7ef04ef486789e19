package org.jpmxcfs.materializer.tree;

import java.util.Arrays;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Refusal;

/**
 * The live entries, by path and by inode, with their count and size. One writer; the methods that
 * look up may be called from any thread.
 */
final class Nodes {
    private volatile Forest forest;
    private volatile int entryCount = 1; // the root included
    private volatile long totalBytes;

    Nodes(Attributes root) {
        this.forest = Forest.of(new Node(root, null));
    }

    Node root() {
        return forest.root();
    }

    /** Puts other entries in the place of all that there are, at one instant. */
    void replace(Forest next, long bytes) {
        forest = next;
        entryCount = next.index().size();
        totalBytes = bytes;
    }

    int entryCount() {
        return entryCount;
    }

    long totalBytes() {
        return totalBytes;
    }

    /** The node with this inode, or null. */
    Node get(long inode) {
        return forest.get(inode);
    }

    /** The node at a location, or null. */
    Node find(Location at) {
        return walk(at.base(), at.path(), at.path().length());
    }

    /** Why there is no node at a location. */
    Refusal whyAbsent(Location at) {
        return whyAbsent(at.base(), at.path(), at.path().length());
    }

    /** All nodes, in no particular order; for the writer. */
    Node[] all() {
        return forest.index().nodes();
    }

    /** All nodes, in the order of their inodes; for the writer. */
    Node[] inInodeOrder() {
        return inInodeOrder(forest);
    }

    /** All nodes of a forest, in the order of their inodes; for the writer. */
    static Node[] inInodeOrder(Forest forest) {
        Node[] all = forest.index().nodes();
        Arrays.sort(all, (a, b) -> Long.compareUnsigned(a.inode, b.inode));
        return all;
    }

    /** Where a new name would go. */
    Place place(Location at) {
        String path = at.path();
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        Node parent = walk(at.base(), path, Math.max(slash, 0));
        if (parent == null) {
            return Place.refused(whyAbsent(at.base(), path, Math.max(slash, 0)));
        }
        if (!parent.isDirectory()) {
            return Place.refused(Refusal.NOT_A_DIRECTORY);
        }
        if (!isName(name)) {
            return Place.refused(Refusal.FORBIDDEN);
        }
        return name.length() > Limits.NAME_BYTES_MAX
                ? Place.refused(Refusal.NAME_TOO_LONG)
                : new Place(parent, name, null);
    }

    /** Whether an entry could have this name. */
    static boolean isName(String name) {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..");
    }

    /** Path from the root; empty for the root. */
    String pathOf(Node node) {
        if (node.inode == 0) {
            return "";
        }
        Forest of = forest;
        StringBuilder path = new StringBuilder(64);
        Node at = node;
        while (at != null && at.inode != 0) {
            Attributes attributes = at.attributes;
            path.insert(0, attributes.name()).insert(0, '/');
            at = of.get(attributes.parent());
        }
        return path.substring(1);
    }

    /** Path from the root of a place that was found at a location. */
    String pathOf(Location at, Place place) {
        if (at.base() == 0) {
            return at.path();
        }
        return place.parent().inode == 0
                ? place.name()
                : pathOf(place.parent()) + '/' + place.name();
    }

    /** Adds a node that has its attributes already. */
    void add(Node parent, Node node) {
        forest.index().add(node);
        parent.putChild(node.attributes.name(), node);
        entryCount++;
        totalBytes += node.attributes.size();
    }

    /** Takes a node without children out. */
    void remove(Node node) {
        Attributes attributes = node.attributes;
        get(attributes.parent()).removeChild(attributes.name());
        forget(node);
    }

    /**
     * Gives a node its new attributes and its new place, in place of {@code occupant} where that is
     * not null. There is no moment without an entry at the new place if there was one before.
     */
    void move(Node node, Attributes next, Place to, Node occupant) {
        Attributes before = node.attributes;
        Node from = get(before.parent());
        from.moving(node);
        to.parent().moving(node);
        node.attributes = next;
        to.parent().putChild(to.name(), node);
        from.removeChild(before.name());
        from.moved();
        to.parent().moved();
        if (occupant != null) {
            forget(occupant);
        }
    }

    /** A file has grown, or shrunk, by this many bytes. */
    void resized(int bytes) {
        if (bytes != 0) {
            totalBytes += bytes;
        }
    }

    private void forget(Node node) {
        forest.index().remove(node);
        entryCount--;
        totalBytes -= node.attributes.size();
    }

    private Node walk(long base, String path, int end) {
        Node node = get(base);
        int start = 0;
        while (node != null && start < end) {
            int stop = componentEnd(path, start, end);
            node = node.child(path.substring(start, stop));
            start = stop + 1;
        }
        return node;
    }

    // The last node there is on the way decides.
    private Refusal whyAbsent(long base, String path, int end) {
        Node node = get(base);
        int start = 0;
        while (node != null && start < end) {
            if (!node.isDirectory()) {
                return Refusal.NOT_A_DIRECTORY;
            }
            int stop = componentEnd(path, start, end);
            node = node.child(path.substring(start, stop));
            start = stop + 1;
        }
        return Refusal.NOT_FOUND;
    }

    private static int componentEnd(String path, int start, int end) {
        int slash = path.indexOf('/', start);
        return slash < 0 || slash > end ? end : slash;
    }
}
