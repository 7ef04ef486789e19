package org.jpmxcfs.materializer.history;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.views.ClusterLog;
import org.jpmxcfs.materializer.views.LogLine;

/**
 * The names of nodes by their ids, as the corosync.conf in a tree tells them. A node without a
 * cluster has id 0; its name is that in the cluster log, where it is the only one.
 */
public final class NodeNames {
    private static final int LOCAL = 0;

    private final Map<Integer, String> names = new HashMap<>();

    private NodeNames() {}

    /** The names that a tree tells. */
    public static NodeNames of(Tree tree) {
        NodeNames names = new NodeNames();
        List<String> logging =
                tree.clusterLog().newest(ClusterLog.LINES_MAX).stream()
                        .map(LogLine::node)
                        .distinct()
                        .toList();
        if (logging.size() == 1) {
            names.names.put(LOCAL, Names.toText(logging.get(0)));
        }
        Attributes file = tree.find("corosync.conf");
        if (file != null && !file.isDirectory()) {
            byte[] bytes = tree.content(file.inode()).toBytes();
            names.read(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        return names;
    }

    /** The name of a node, or its id where no name is known. */
    public String of(int nodeId) {
        String name = names.get(nodeId);
        return name == null ? Integer.toUnsignedString(nodeId) : name;
    }

    // Sections are "node {", lines of "key: value", "}", as corosync.conf(5) has them.
    private void read(String config) {
        String name = null;
        String id = null;
        for (String line : config.lines().map(String::strip).toList()) {
            if (line.startsWith("node ") || line.equals("node{")) {
                name = null;
                id = null;
            } else if (line.startsWith("name:")) {
                name = line.substring("name:".length()).strip();
            } else if (line.startsWith("nodeid:")) {
                id = line.substring("nodeid:".length()).strip();
            } else if (line.equals("}") && name != null && id != null && id.matches("\\d{1,9}")) {
                names.put(Integer.valueOf(id), Names.toText(name));
                name = null;
            }
        }
    }
}
