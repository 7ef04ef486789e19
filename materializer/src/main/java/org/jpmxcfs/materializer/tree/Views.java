package org.jpmxcfs.materializer.tree;

import org.jpmxcfs.materializer.views.ClusterLog;
import org.jpmxcfs.materializer.views.Guests;

/** The views that follow each change of the tree. The writer updates them; any thread reads. */
record Views(Guests guests, WatchedFiles watchedFiles, ClusterLog clusterLog, LockTable locks) {
    /** A file or directory is new. */
    void added(Node node) {
        if (node.isDirectory()) {
            arm(node);
        } else {
            written(node);
        }
    }

    /** A file was written to or cut. */
    void written(Node node) {
        watchedFiles.changed(node.role);
        if (node.role.guest() != null) {
            guests.register(node.role.guest(), node.inode);
        }
    }

    /** A modification time was set. */
    void touched(Node node) {
        watchedFiles.changed(node.role);
        arm(node);
    }

    /** A node has come from a place with role {@code from}; its own role is that of the new one. */
    void moved(Node node, PathRole from) {
        watchedFiles.changed(from);
        watchedFiles.changed(node.role);
        if (node.isDirectory()) {
            arm(node);
            return;
        }
        if (from.guest() != null) {
            guests.unregister(from.guest(), node.inode);
        }
        if (node.role.guest() != null) {
            guests.register(node.role.guest(), node.inode);
        }
    }

    /** A node gave way to another that was moved to its place. */
    void replaced(Node node) {
        if (node.role.guest() != null) {
            guests.replaced(node.role.guest(), node.inode);
        }
        locks.drop(node.inode);
    }

    /** A node was deleted. */
    void removed(Node node) {
        watchedFiles.changed(node.role);
        if (node.role.guest() != null) {
            guests.unregister(node.role.guest(), node.inode);
        }
        locks.drop(node.inode);
    }

    /** All entries may be others: guests and locks follow from them alone. */
    void startOver(Nodes nodes) {
        Guests next = new Guests(guests.version() + 1);
        locks.clear();
        for (Node node : nodes.inInodeOrder()) {
            node.role = PathRole.of(nodes.pathOf(node));
            if (node.isDirectory()) {
                arm(node);
            } else if (node.role.guest() != null) {
                next.register(node.role.guest(), node.inode);
            }
        }
        guests.become(next);
        watchedFiles.allChanged();
    }

    private void arm(Node node) {
        if (node.role.isLock() && node.isDirectory()) {
            locks.arm(node.attributes);
        }
    }
}
