package org.jpmxcfs.materializer.tree;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Transfer;

/**
 * The forest that a transfer leads to, built beside the present one, which stays as it is. Files
 * that it leaves as they are, are in both; directories are new, since their entries may differ.
 * Writer only.
 */
final class NextForest {
    private final Forest forest;
    private final List<Node> put = new ArrayList<>();
    private final List<Node> gone = new ArrayList<>();
    private boolean isTree = true;
    private long totalBytes;

    NextForest(Nodes nodes, OpenTransfer transfer) {
        Node before = nodes.root();
        Transfer.Row rootRow = transfer.rows().get(0L);
        forest = Forest.of(rootRow == null ? copy(before) : root(rootRow));
        List<Node> others = new ArrayList<>();
        for (Node node : nodes.all()) {
            if (node == before) {
                continue;
            }
            if (transfer.isAbout(node.inode)) {
                gone.add(node);
            } else {
                others.add(node.isDirectory() ? copy(node) : node);
            }
        }
        for (Transfer.Row row : transfer.rows().values()) {
            if (row.inode() != 0) {
                put.add(node(row));
            }
        }
        others.addAll(put);
        others.forEach(forest.index()::add);
        others.forEach(this::place);
        requireReachable(others);
    }

    /** Whether all entries hang together as a tree: no name twice, none without a parent. */
    boolean isTree() {
        return isTree;
    }

    /** The forest; only of a tree. */
    Forest forest() {
        return forest;
    }

    /** The nodes that the transfer puts, the root never among them. */
    List<Node> put() {
        return put;
    }

    /** The nodes of the present forest that are replaced or dropped, the root never among them. */
    List<Node> gone() {
        return gone;
    }

    /** Sum of the sizes of all files, in bytes. */
    long totalBytes() {
        return totalBytes;
    }

    private void place(Node node) {
        Attributes attributes = node.attributes;
        Node parent = forest.get(attributes.parent());
        String name = attributes.name();
        if (parent == null
                || !parent.isDirectory()
                || !isLegal(name)
                || parent.child(name) != null) {
            isTree = false;
            return;
        }
        parent.putChild(name, node);
        totalBytes += attributes.size();
    }

    // What hangs on a cycle has parents too.
    private void requireReachable(List<Node> nodes) {
        Set<Long> reached = new HashSet<>(Set.of(0L));
        for (Node node : nodes) {
            List<Long> way = new ArrayList<>();
            Node at = node;
            while (isTree && !reached.contains(at.inode)) {
                way.add(at.inode);
                at = forest.get(at.attributes.parent());
                isTree = way.size() <= nodes.size();
            }
            reached.addAll(way);
        }
    }

    /** Whether an entry of a tree can have this name. */
    static boolean isLegal(String name) {
        return Nodes.isName(name)
                && name.indexOf('/') < 0
                && name.indexOf('\0') < 0
                && name.length() <= Limits.NAME_BYTES_MAX;
    }

    private static Node copy(Node directory) {
        Node copy = new Node(directory.attributes, null);
        copy.role = directory.role;
        copy.unflushed = directory.unflushed;
        copy.digest = directory.digest;
        return copy;
    }

    private static Node root(Transfer.Row row) {
        Attributes attributes =
                new Attributes(
                        0, 0, row.version(), row.writer(), row.mtime(), EntryType.DIRECTORY, "", 0);
        return new Node(attributes, null);
    }

    private static Node node(Transfer.Row row) {
        Attributes attributes =
                new Attributes(
                        row.inode(),
                        row.parent(),
                        row.version(),
                        row.writer(),
                        row.mtime(),
                        row.directory() ? EntryType.DIRECTORY : EntryType.FILE,
                        row.name(),
                        row.data().length);
        return new Node(attributes, row.directory() ? null : Content.of(row.data()));
    }
}
