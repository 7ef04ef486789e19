package org.jpmxcfs.materializer.tree;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Nodes by inode: an open-addressed table with one writer and any number of readers that take no
 * lock. Eight bytes an entry, an eighth of what a {@code ConcurrentHashMap<Long, Node>} takes.
 */
final class InodeIndex {
    private static final int SLOTS_MIN = 64;

    /** Stands where a node was, so that a search goes on behind it. */
    private static final Node GONE =
            new Node(new Attributes(-1, 0, 0, 0, 0, EntryType.FILE, "", 0), null);

    private volatile AtomicReferenceArray<Node> slots = new AtomicReferenceArray<>(SLOTS_MIN);
    private int used; // slots that hold a node or GONE; at most half of all
    private int size;

    /** The node with this inode, or null. */
    Node get(long inode) {
        AtomicReferenceArray<Node> table = slots;
        int mask = table.length() - 1;
        for (int i = slot(inode, mask); ; i = (i + 1) & mask) {
            Node node = table.getAcquire(i);
            if (node == null) {
                return null;
            }
            if (node.inode == inode && node != GONE) {
                return node;
            }
        }
    }

    /** Adds a node whose inode is not in the index. */
    void add(Node node) {
        if (2 * (used + 1) > slots.length()) {
            rebuild();
        }
        place(slots, node);
        used++;
        size++;
    }

    /** Takes a node out. */
    void remove(Node node) {
        AtomicReferenceArray<Node> table = slots;
        int mask = table.length() - 1;
        for (int i = slot(node.inode, mask); table.getPlain(i) != null; i = (i + 1) & mask) {
            if (table.getPlain(i) == node) {
                table.setRelease(i, GONE);
                size--;
                return;
            }
        }
    }

    /** How many nodes it holds. */
    int size() {
        return size;
    }

    /** The nodes of this moment, in no particular order; for the writer. */
    Node[] nodes() {
        Node[] all = new Node[size];
        int count = 0;
        for (int i = 0; i < slots.length(); i++) {
            Node node = slots.getPlain(i);
            if (node != null && node != GONE) {
                all[count++] = node;
            }
        }
        return all;
    }

    // Readers that still search the old table find what was there when they began.
    private void rebuild() {
        int capacity = SLOTS_MIN;
        while (capacity < 4 * (size + 1)) {
            capacity *= 2;
        }
        AtomicReferenceArray<Node> next = new AtomicReferenceArray<>(capacity);
        for (Node node : nodes()) {
            place(next, node);
        }
        used = size;
        slots = next;
    }

    private static void place(AtomicReferenceArray<Node> table, Node node) {
        int mask = table.length() - 1;
        int i = slot(node.inode, mask);
        while (table.getPlain(i) != null) {
            i = (i + 1) & mask;
        }
        table.setRelease(i, node);
    }

    private static int slot(long inode, int mask) {
        long mixed = inode * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 32) & mask;
    }
}
