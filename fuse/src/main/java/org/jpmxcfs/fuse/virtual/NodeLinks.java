package org.jpmxcfs.fuse.virtual;

import java.util.List;
import java.util.Map;

/** The symbolic links at the root that lead into the directory of the own node. */
public final class NodeLinks {
    private static final List<String> TYPES = List.of("qemu-server", "lxc", "openvz");

    private final Map<String, String> targets;

    /** The links of the node with this name. */
    public NodeLinks(String nodeName) {
        String own = "nodes/" + nodeName;
        targets =
                Map.of(
                        "local",
                        own,
                        TYPES.get(0),
                        own + "/" + TYPES.get(0),
                        TYPES.get(1),
                        own + "/" + TYPES.get(1),
                        TYPES.get(2),
                        own + "/" + TYPES.get(2));
    }

    /** Where the link with this path leads, or null when there is none. */
    public String target(String path) {
        return targets.get(path);
    }

    /** The names of all links. */
    public Iterable<String> names() {
        return targets.keySet();
    }
}
