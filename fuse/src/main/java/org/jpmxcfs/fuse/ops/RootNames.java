package org.jpmxcfs.fuse.ops;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jpmxcfs.fuse.virtual.NodeLinks;
import org.jpmxcfs.fuse.virtual.VirtualFile;
import org.jpmxcfs.fuse.virtual.VirtualFiles;

/**
 * Inode numbers of links and virtual files, which the tree knows nothing of: far above those of the
 * tree, which count its versions, and the same for as long as the mount lasts.
 */
final class RootNames {
    private static final long FIRST = NodeOperations.COMPUTED;

    private final List<String> names = new ArrayList<>();
    private final Map<String, Long> numbers = new HashMap<>();

    RootNames(VirtualFiles files, NodeLinks links) {
        files.all().forEach((VirtualFile file) -> names.add(file.name()));
        links.names().forEach(names::add);
        names.sort(null);
        for (String name : names) {
            numbers.put(name, FIRST + numbers.size());
        }
    }

    /** The number of what has this name. */
    long inode(String name) {
        return numbers.get(name);
    }

    /** The name of what has this number, or null. */
    String name(long inode) {
        long index = inode - FIRST;
        return index >= 0 && index < names.size() ? names.get((int) index) : null;
    }
}
