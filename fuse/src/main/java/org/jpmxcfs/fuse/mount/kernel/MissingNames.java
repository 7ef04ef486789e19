package org.jpmxcfs.fuse.mount.kernel;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Names of which the kernel was told that there is no such entry, so far as it may take that for
 * true. The kernel does not say when it forgets one: so their number is bounded, and the oldest is
 * taken back when there are too many.
 */
final class MissingNames {
    private static final int COUNT_MAX = 8192;

    private final Set<Name> names = new LinkedHashSet<>(); // guarded by this

    /** Adds a name; returns one that has to be taken back in exchange, or null. */
    synchronized Name add(Name name) {
        names.remove(name);
        names.add(name);
        if (names.size() <= COUNT_MAX) {
            return null;
        }
        Iterator<Name> oldest = names.iterator();
        Name given = oldest.next();
        oldest.remove();
        return given;
    }

    /** Takes a name out; returns whether it was there. */
    synchronized boolean remove(Name name) {
        return names.remove(name);
    }

    /** Takes all out. */
    synchronized List<Name> removeAll() {
        List<Name> all = new ArrayList<>(names);
        names.clear();
        return all;
    }
}
