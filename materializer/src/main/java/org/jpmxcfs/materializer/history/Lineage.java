package org.jpmxcfs.materializer.history;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Follows one file through the changes of all names that it may have had. A name stands for the
 * file that tools see there: one that replaces another by a rename over it continues its history.
 * One that appears by a rename brings its history along, back to where it was made.
 */
final class Lineage {
    private final String path;
    private final List<Step> steps;
    private final Set<Integer> departures = new HashSet<>(); // places in steps

    /** Follows what is, or last was, at {@code path} through {@code steps}, oldest first. */
    Lineage(String path, List<Step> steps) {
        this.path = path;
        this.steps = steps;
    }

    /** The changes of the file, oldest first. */
    List<Step> steps() {
        String last = lastName();
        Deque<Step> found = new ArrayDeque<>();
        String name = last;
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            if (!step.touches(name)) {
                continue;
            }
            found.addFirst(step);
            if (step.movesTo(name)) {
                boolean goesOn = step.replaces() && !departures.contains(i);
                name = goesOn ? name : step.path();
            } else if (step.isBirthOf(name)) {
                name = last;
            }
        }
        return List.copyOf(found);
    }

    /**
     * The name that the file has at the end: another one when it was moved away from the path and
     * nothing has come there since.
     */
    private String lastName() {
        String name = path;
        int from = departure(path);
        while (from >= 0 && from < steps.size()) {
            Step step = steps.get(from);
            if (step.movesFrom(name)) {
                name = step.target();
                departures.add(from);
            }
            from++;
        }
        return name;
    }

    /** Where the file left the path for good by a rename; -1 when it did not. */
    private int departure(String place) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (steps.get(i).touches(place)) {
                return steps.get(i).movesFrom(place) ? i : -1;
            }
        }
        return -1;
    }
}
