package org.jpmxcfs.materializer.tree;

/**
 * Entries that belong together: what readers go through from one root. Its nodes change with the
 * tree; another forest takes its place as a whole.
 *
 * @param root the root
 * @param index all of them by inode, the root included
 */
record Forest(Node root, InodeIndex index) {
    /** A forest of a root alone. */
    static Forest of(Node root) {
        InodeIndex index = new InodeIndex();
        index.add(root);
        return new Forest(root, index);
    }

    /** The node with this inode, or null. */
    Node get(long inode) {
        return inode == 0 ? root : index.get(inode);
    }
}
