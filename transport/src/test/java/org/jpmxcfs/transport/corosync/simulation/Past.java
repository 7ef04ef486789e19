package org.jpmxcfs.transport.corosync.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The changes that made a tree, newest first. The same changes in the same order are one object.
 */
final class Past {
    private final Past before;
    private final int change;
    private final int length;
    private final Map<Integer, Past> after = new HashMap<>();

    private Past(Past before, int change, int length) {
        this.before = before;
        this.change = change;
        this.length = length;
    }

    /** No change. */
    static Past none() {
        return new Past(null, 0, 0);
    }

    /** This past and one more change. */
    Past with(int next) {
        return after.computeIfAbsent(next, id -> new Past(this, id, length + 1));
    }

    int length() {
        return length;
    }

    /** The changes in here that are not in the other. */
    Set<Integer> without(Past other) {
        Past mine = this;
        Past theirs = other;
        Set<Integer> own = new HashSet<>();
        Set<Integer> others = new HashSet<>();
        while (mine != theirs) {
            if (mine.length >= theirs.length) {
                own.add(mine.change);
                mine = mine.before;
            } else {
                others.add(theirs.change);
                theirs = theirs.before;
            }
        }
        own.removeAll(others);
        return own;
    }

    boolean contains(int wanted) {
        for (Past past = this; past != null; past = past.before) {
            if (past.change == wanted) {
                return true;
            }
        }
        return false;
    }
}
