package org.jpmxcfs.materializer.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Changes in memory, by the names that they touch. */
final class StepList implements StepSource {
    private final List<Step> all;
    private final Map<String, List<Step>> byName = new HashMap<>();

    /** Looks into {@code steps}, oldest first. */
    StepList(List<Step> steps) {
        this.all = List.copyOf(steps);
        for (Step step : steps) {
            byName.computeIfAbsent(step.path(), name -> new ArrayList<>()).add(step);
            if (step.target() != null && !step.target().equals(step.path())) {
                byName.computeIfAbsent(step.target(), name -> new ArrayList<>()).add(step);
            }
        }
    }

    /** All of them, oldest first. */
    List<Step> all() {
        return all;
    }

    @Override
    public Step before(String name, long index) {
        return StepSource.newestBefore(byName.getOrDefault(name, List.of()), index);
    }

    @Override
    public Step after(String name, long index) {
        return StepSource.oldestAfter(byName.getOrDefault(name, List.of()), index);
    }
}
