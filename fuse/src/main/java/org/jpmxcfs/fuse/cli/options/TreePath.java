package org.jpmxcfs.fuse.cli.options;

import java.nio.file.Path;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.mount.MountPoints;
import org.jpmxcfs.fuse.node.NodeConfig;
import org.jpmxcfs.fuse.node.NodeStatus;
import org.jpmxcfs.fuse.virtual.NodeLinks;
import org.jpmxcfs.log.model.Names;

/**
 * A path that a person gave, as a path of the tree. Where it leads to a file below a mount, also
 * from the working directory, it is that file; else a relative one is a path of the tree already.
 *
 * @param name path from the root of the tree, in the form of {@link Names}; empty for the root
 * @param mountPoint where the tree is mounted; null when that is not known
 * @param dataDir data directory of that mount; null when that is not known
 */
public record TreePath(String name, Path mountPoint, Path dataDir) {
    private static final Path WORKING_DIRECTORY = Path.of("").toAbsolutePath();

    /**
     * Finds out what {@code text} stands for.
     *
     * @throws CommandFailure when it is an absolute path that is not below a mount
     */
    static TreePath of(String text) throws CommandFailure {
        Path path = WORKING_DIRECTORY.resolve(text).normalize();
        Path mount = mountOf(path);
        if (mount != null) {
            NodeStatus status = MountStatus.read(mount);
            Path dataDir = Path.of(status.dataDir());
            return new TreePath(name(mount, path, status.node()), mount, dataDir);
        }
        if (!text.startsWith("/")) {
            Path plain = Path.of("/" + text).normalize();
            return new TreePath(name(Path.of("/"), plain, HostName.read()), null, null);
        }
        if (path.startsWith(NodeConfig.Mount.POINT_OF_SYSTEM)) {
            Path usual = NodeConfig.Mount.POINT_OF_SYSTEM;
            return new TreePath(name(usual, path, HostName.read()), null, null);
        }
        throw new CommandFailure(
                Printable.line(text)
                        + " is not below a mount; give the path in the tree without the slash at"
                        + " its beginning, such as storage.cfg");
    }

    private static Path mountOf(Path path) {
        for (Path at = path; at != null && at.getNameCount() > 0; at = at.getParent()) {
            if (MountPoints.isMounted(at)) {
                return at;
            }
        }
        return null;
    }

    // The links at the root lead into the directory of the own node, as on the mount.
    private static String name(Path root, Path path, String node) {
        Path relative = root.relativize(path);
        Path first = relative.getName(0);
        String target = new NodeLinks(node).target(first.toString());
        Path whole =
                target == null
                        ? relative
                        : Path.of(target).resolve(first.relativize(relative)).normalize();
        return Names.ofText(whole.toString());
    }
}
