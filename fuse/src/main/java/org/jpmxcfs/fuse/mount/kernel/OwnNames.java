package org.jpmxcfs.fuse.mount.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names that clients of this mount are changing at the moment: the kernel knows of those changes,
 * and holds the locks of their directories until they are answered.
 */
final class OwnNames {
    private final Map<Name, Integer> changing = new ConcurrentHashMap<>();

    /** A change of the name begins. */
    void begin(Name name) {
        changing.merge(name, 1, Integer::sum);
    }

    /** It has been made, or refused. */
    void end(Name name) {
        changing.computeIfPresent(name, (key, count) -> count > 1 ? count - 1 : null);
    }

    /** Whether the name is being changed. */
    boolean contains(Name name) {
        return changing.containsKey(name);
    }
}
