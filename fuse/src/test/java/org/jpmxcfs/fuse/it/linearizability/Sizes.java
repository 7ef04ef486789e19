package org.jpmxcfs.fuse.it.linearizability;

import java.util.HashMap;
import java.util.Map;

/**
 * A small tree: the size of each file or directory that is there. Immutable.
 *
 * @param byPath sizes, 0 for a directory
 */
record Sizes(Map<String, Long> byPath) {
    /** What is seen of a path where nothing is. */
    static final long ABSENT = -1;

    static final Sizes NONE = new Sizes(Map.of());

    long of(String path) {
        return byPath.getOrDefault(path, ABSENT);
    }

    boolean has(String path) {
        return byPath.containsKey(path);
    }

    Sizes with(String path, long size) {
        Map<String, Long> changed = new HashMap<>(byPath);
        changed.put(path, size);
        return new Sizes(changed);
    }

    Sizes without(String path) {
        Map<String, Long> changed = new HashMap<>(byPath);
        changed.remove(path);
        return new Sizes(changed);
    }
}
