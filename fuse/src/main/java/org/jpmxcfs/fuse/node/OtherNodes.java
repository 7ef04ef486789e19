package org.jpmxcfs.fuse.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.EntryType;
import org.jpmxcfs.materializer.tree.Tree;

/**
 * What a node that serves alone still holds of the cluster that its tree names. Nothing of it is
 * ever deleted by itself: a guest that runs elsewhere may need it.
 */
final class OtherNodes {
    private static final int NAMED_MAX = 20;

    private final Tree tree;
    private final String ownName;

    /** Looks at the tree of the node with this name. */
    OtherNodes(Tree tree, String ownName) {
        this.tree = tree;
        this.ownName = ownName;
    }

    /** One line for each other node with its files; empty where the tree names no cluster. */
    List<String> lines() {
        Attributes nodes = tree.find("nodes");
        if (!namesCluster() || nodes == null) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (Attributes node : tree.list(nodes.inode())) {
            if (node.type() == EntryType.DIRECTORY && !node.name().equals(ownName)) {
                lines.add(line(node));
            }
        }
        return lines;
    }

    /** What to say where nobody asked for a node that serves alone; at most one line. */
    List<String> warning() {
        return namesCluster()
                ? List.of(
                        "corosync.conf names a cluster that this node does not take part in, so"
                                + " that others do not see what is changed here: begin it with 'jpmxcfs"
                                + " cluster create', enter it with 'jpmxcfs cluster join', or say that"
                                + " it is to serve alone with --local")
                : List.of();
    }

    /**
     * What to say where all guests are those of one other name, as after the host was renamed; at
     * most one line.
     *
     * @param mountPoint where the tree is going to be
     */
    List<String> renamed(Path mountPoint) {
        Map<String, Set<String>> kinds = new TreeMap<>();
        tree.guests()
                .list()
                .forEach(
                        guest ->
                                kinds.computeIfAbsent(guest.node(), node -> new TreeSet<>())
                                        .add(guest.type().directory()));
        if (namesCluster() || kinds.size() != 1 || kinds.containsKey(ownName)) {
            return List.of();
        }
        Path nodes = mountPoint.resolve("nodes");
        String from = nodes + "/" + Names.toText(kinds.keySet().iterator().next());
        String to = nodes + "/" + Names.toText(ownName);
        String moves =
                kinds.values().iterator().next().stream()
                        .map(
                                kind ->
                                        "mkdir -p %s/%s && mv %s/%s/*.conf %s/%s/"
                                                .formatted(to, kind, from, kind, to, kind))
                        .collect(Collectors.joining("; "));
        return List.of(
                "all guests are those of another name, and this node is %s; if this host was renamed, bring them here with: %s"
                        .formatted(Names.toText(ownName), moves));
    }

    private boolean namesCluster() {
        return tree.find("corosync.conf") != null;
    }

    private String line(Attributes node) {
        List<String> files = new ArrayList<>();
        collect(node, "", files);
        files.sort(null);
        if (files.isEmpty()) {
            return "nodes/%s belongs to another node and is kept, without files"
                    .formatted(Names.toText(node.name()));
        }
        String named =
                String.join(", ", files.subList(0, Math.min(NAMED_MAX, files.size())))
                        + (files.size() > NAMED_MAX ? ", ..." : "");
        return "nodes/%s belongs to another node and is kept, %d files: %s"
                .formatted(Names.toText(node.name()), files.size(), named);
    }

    private void collect(Attributes directory, String path, List<String> files) {
        for (Attributes entry : tree.list(directory.inode())) {
            String name = path + Names.toText(entry.name());
            if (entry.type() == EntryType.DIRECTORY) {
                collect(entry, name + "/", files);
            } else {
                files.add(name);
            }
        }
    }
}
