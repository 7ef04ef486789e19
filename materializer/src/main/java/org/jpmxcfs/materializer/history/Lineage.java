package org.jpmxcfs.materializer.history;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Follows one file through the changes of all names that it may have had. A name stands for the
 * file that tools see there: one that replaces another by a rename over it continues its history.
 * One that appears by a rename brings its history along, back to where it was made. From the newest
 * change back, so that who wants only some of these does not pay for all.
 */
final class Lineage {
    private final String path;
    private final StepSource steps;
    private final Set<Long> departures = new HashSet<>(); // by index

    /** Follows what is, or last was, at {@code path} through {@code steps}. */
    Lineage(String path, StepSource steps) {
        this.path = path;
        this.steps = steps;
    }

    /**
     * The newest changes of the file, oldest first.
     *
     * @param max how many at most
     */
    List<Step> steps(int max) throws IOException {
        String last = lastName();
        Deque<Step> found = new ArrayDeque<>();
        String name = last;
        Step step = steps.before(name, Long.MAX_VALUE);
        while (step != null && found.size() < max) {
            found.addFirst(step);
            if (step.movesTo(name)) {
                boolean goesOn = step.replaces() && !departures.contains(step.index());
                name = goesOn ? name : step.path();
            } else if (step.isBirthOf(name)) {
                name = last;
            }
            step = steps.before(name, step.index());
        }
        return List.copyOf(found);
    }

    /**
     * The name that the file has at the end: another one when it was moved away from the path and
     * nothing has come there since.
     */
    private String lastName() throws IOException {
        String name = path;
        Step step = steps.before(path, Long.MAX_VALUE);
        while (step != null) {
            if (step.movesFrom(name)) {
                name = step.target();
                departures.add(step.index());
            } else if (name.equals(path)) {
                return path;
            }
            step = steps.after(name, step.index());
        }
        return name;
    }
}
