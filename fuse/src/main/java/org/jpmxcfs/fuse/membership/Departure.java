package org.jpmxcfs.fuse.membership;

import java.io.IOException;
import java.util.List;
import org.jpmxcfs.fuse.files.SharedFiles;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Tree;

/** Takes out of the tree of a node of its own what was that of its cluster. */
public final class Departure {
    private static final String NODES = "nodes";

    private final Tree tree;
    private final SharedFiles files;

    /**
     * Works on a node that nobody mounts meanwhile.
     *
     * @param tree its tree
     * @param files the same tree, to change it
     */
    public Departure(Tree tree, SharedFiles files) {
        this.tree = tree;
        this.files = files;
    }

    /** Whether the tree names a cluster. */
    public boolean isOfCluster() {
        return tree.find(TreePaths.CONF) != null || tree.find(TreePaths.OWN) != null;
    }

    /** Removes {@code corosync.conf} and the cluster's authority. */
    public void removeMembership() throws IOException {
        removeAll(TreePaths.OWN);
        removeAll(TreePaths.CONF);
    }

    /**
     * Removes the directories of all other nodes with everything in them, their guests' files too.
     *
     * @param ownName the node that stays
     * @return their names
     */
    public List<String> purgeOthers(String ownName) throws IOException {
        Attributes nodes = tree.find(NODES);
        List<String> others =
                nodes == null
                        ? List.of()
                        : tree.list(nodes.inode()).stream()
                                .map(Attributes::name)
                                .filter(name -> !name.equals(ownName))
                                .sorted()
                                .toList();
        for (String other : others) {
            removeAll(NODES + "/" + other);
        }
        return others;
    }

    private void removeAll(String path) throws IOException {
        Attributes entry = tree.find(path);
        if (entry == null) {
            return;
        }
        if (entry.isDirectory()) {
            for (Attributes child : tree.list(entry.inode())) {
                removeAll(path + "/" + child.name());
            }
        }
        files.delete(path);
    }
}
