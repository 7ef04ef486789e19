package org.jpmxcfs.materializer.history;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Heading;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Transfer;
import org.jpmxcfs.materializer.tree.Attributes;

/**
 * Everything that happened to one file, also under other names, or in one directory. Where there is
 * an index, that tells most of it. Without, the journal is read twice: first only for the names
 * that renames connect with the one asked for, so that only what can belong to the answer is kept
 * in memory.
 */
public final class PathHistory {
    private final Past past;
    private final String path;

    /** The history of what is, or once was, at {@code path}, from the root. */
    public PathHistory(Past past, String path) {
        this.past = past;
        this.path = path;
    }

    /**
     * What there is to tell.
     *
     * @param steps the changes, oldest first; empty when nothing ever was there since the journal
     *     begins
     * @param nodes the names of the nodes
     */
    public record Found(List<Step> steps, NodeNames nodes) {
        /**
         * The name that the file had after an entry, or is to get later if it was not there yet.
         *
         * @param name what to answer when nothing is known
         */
        public String nameAt(long index, String name) {
            String last = steps.isEmpty() ? name : steps.get(0).path();
            for (Step step : steps) {
                if (step.index() > index) {
                    return last;
                }
                last = step.target() == null ? step.path() : step.target();
            }
            return last;
        }
    }

    /** All of it. */
    public Found read(Progress progress) throws IOException {
        return read(progress, Integer.MAX_VALUE);
    }

    /**
     * The newest of it.
     *
     * @param max how many changes at most
     */
    public Found read(Progress progress, int max) throws IOException {
        IndexedHistory indexed = IndexedHistory.open(past, progress);
        if (indexed != null) {
            return new Found(indexed.of(path, max), indexed.nodes());
        }
        Found all = readEntries(progress);
        List<Step> steps = all.steps();
        return new Found(steps.subList(Math.max(0, steps.size() - max), steps.size()), all.nodes());
    }

    private Found readEntries(Progress progress) throws IOException {
        long all = 2 * (past.lastIndex() - past.firstIndex());
        Set<String> names = connectedNames((done, ofPass) -> progress.advance(done, all));
        List<Step> steps = new ArrayList<>();
        boolean isDirectory;
        NodeNames nodes;
        try (Walk walk = past.walk()) {
            isDirectory = isDirectory(walk);
            Steps of = new Steps(walk);
            while (walk.tree().appliedIndex() < past.lastIndex()) {
                Entry entry = walk.next(past.lastIndex());
                List<Step> told = told(of, walk, entry, names);
                if (!told.isEmpty()) {
                    steps.addAll(told);
                    isDirectory |= isDirectory(walk);
                }
                progress.advance(all / 2 + entry.index() - past.firstIndex(), all);
            }
            nodes = NodeNames.of(walk.tree());
        }
        return new Found(isDirectory ? below(steps) : lineage(steps), nodes);
    }

    private List<Step> lineage(List<Step> steps) throws IOException {
        return new Lineage(path, new StepList(steps)).steps(Integer.MAX_VALUE);
    }

    private List<Step> told(Steps of, Walk walk, Entry entry, Set<String> names)
            throws IOException {
        boolean isTransfer = entry.mutation() instanceof Transfer;
        if (!isTransfer && !isRelated(of.touched(entry), names)) {
            walk.apply(entry);
            return List.of();
        }
        Step step = of.apply(entry);
        if (step == null) {
            return List.of();
        }
        return step.takeover() == null ? List.of(step) : ofTakeover(step, names);
    }

    /** One for each name that the file may have, and one for all that is below the path. */
    private List<Step> ofTakeover(Step step, Set<String> names) {
        Set<String> changed = step.takeover().sizes().keySet();
        List<Step> steps = new ArrayList<>();
        for (String name : names) {
            if (changed.contains(name) && !name.equals(path)) {
                steps.add(step.at(name));
            }
        }
        if (changed.stream().anyMatch(this::isBelow)) {
            steps.add(step.at(path));
        }
        return steps;
    }

    private boolean isDirectory(Walk walk) {
        Attributes now = walk.tree().find(path);
        return now != null && now.isDirectory();
    }

    private boolean isRelated(Steps.Touched touched, Set<String> names) {
        return touched != null
                && (names.contains(touched.path())
                        || isBelow(touched.path())
                        || touched.target() != null
                                && (names.contains(touched.target()) || isBelow(touched.target())));
    }

    private boolean isBelow(String other) {
        return path.isEmpty()
                || other.startsWith(path)
                        && (other.length() == path.length() || other.charAt(path.length()) == '/');
    }

    private List<Step> below(List<Step> steps) {
        return steps.stream()
                .filter(s -> isBelow(s.path()) || s.target() != null && isBelow(s.target()))
                .toList();
    }

    // Renames by inode are not looked at: a mount asks for all of them by path.
    private Set<String> connectedNames(Progress progress) throws IOException {
        Map<String, Set<String>> renames = new HashMap<>();
        past.read(
                Heading::isRename,
                entry -> {
                    Mutation.Rename rename = (Mutation.Rename) entry.mutation();
                    String from = rename.from().path();
                    String to = rename.to().path();
                    renames.computeIfAbsent(from, name -> new HashSet<>()).add(to);
                    renames.computeIfAbsent(to, name -> new HashSet<>()).add(from);
                },
                progress);
        return reachable(renames);
    }

    private Set<String> reachable(Map<String, Set<String>> renames) {
        Set<String> found = new HashSet<>(Set.of(path));
        Deque<String> open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            for (String next : renames.getOrDefault(open.pop(), Set.of())) {
                if (found.add(next)) {
                    open.push(next);
                }
            }
        }
        return found;
    }
}
