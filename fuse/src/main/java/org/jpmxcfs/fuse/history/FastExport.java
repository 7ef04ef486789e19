package org.jpmxcfs.fuse.history;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.history.NodeNames;
import org.jpmxcfs.materializer.history.Past;
import org.jpmxcfs.materializer.history.Progress;
import org.jpmxcfs.materializer.history.Step;
import org.jpmxcfs.materializer.history.StepKind;
import org.jpmxcfs.materializer.history.Steps;
import org.jpmxcfs.materializer.history.Walk;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Tree;

/**
 * Writes a history as a stream for git-fast-import(1). Changes that one node made within a second
 * are one commit, so that a file replaced by way of a temporary one is one change. The same journal
 * gives the same commits, whether they are written at once or bit by bit.
 */
final class FastExport {
    private static final long BURST_MILLIS = 1_000;

    private final Past past;
    private final Predicate<String> excluded;
    private final GitStream out;
    private final Set<String> files = new TreeSet<>(); // those that git has
    private final List<Step> burst = new ArrayList<>();
    private long exportedIndex;
    private long commitCount;

    /**
     * An export that writes to {@code out}.
     *
     * @param excluded paths that are left out, with all that happened to them
     */
    FastExport(Past past, Predicate<String> excluded, OutputStream out) {
        this.past = past;
        this.excluded = excluded;
        this.out = new GitStream(out);
    }

    /**
     * Writes everything after an entry.
     *
     * @param since index of the last entry of an earlier export; below the first one that can be
     *     had to begin a new repository
     * @param nowMillis milliseconds since 1970: changes of the last second wait for the next export
     * @return index of the last entry that is exported
     */
    long write(long since, long nowMillis, Progress progress) throws IOException {
        boolean begins = since < past.firstIndex();
        exportedIndex = Math.max(since, past.firstIndex());
        try (Walk walk = past.at(exportedIndex, progress)) {
            if (begins) {
                out.begin();
                beginWith(walk.tree());
            } else {
                out.continueBranch();
                rememberFiles(walk.tree(), "", 0);
            }
            follow(walk, nowMillis, progress);
        }
        out.end();
        return exportedIndex;
    }

    /** How many commits were written. */
    long commitCount() {
        return commitCount;
    }

    private void follow(Walk walk, long nowMillis, Progress progress) throws IOException {
        Steps steps = new Steps(walk);
        long first = walk.tree().appliedIndex();
        while (walk.tree().appliedIndex() < past.lastIndex()) {
            Entry entry = walk.next();
            if (entry == null) {
                break;
            }
            if (!burst.isEmpty() && !belongs(entry)) {
                commit(walk.tree());
            }
            Step step = steps.apply(entry);
            if (step != null && step.kind() != StepKind.SET_MTIME) {
                burst.add(step);
            } else if (burst.isEmpty()) {
                exportedIndex = entry.index();
            }
            progress.advance(entry.index() - first, past.lastIndex() - first);
        }
        if (!burst.isEmpty() && nowMillis - burst.get(0).timeMillis() >= BURST_MILLIS) {
            commit(walk.tree());
        }
    }

    private boolean belongs(Entry entry) {
        Step first = burst.get(0);
        long later = entry.timeMillis() - first.timeMillis();
        return entry.origin() == first.origin() && later >= 0 && later < BURST_MILLIS;
    }

    private void rememberFiles(Tree tree, String directory, long inode) {
        for (Attributes node : tree.list(inode)) {
            String path = directory.isEmpty() ? node.name() : directory + '/' + node.name();
            if (node.isDirectory()) {
                rememberFiles(tree, path, node.inode());
            } else if (!isExcluded(path)) {
                files.add(path);
            }
        }
    }

    /** The state that the history begins with, if that is not an empty tree. */
    private void beginWith(Tree tree) throws IOException {
        rememberFiles(tree, "", 0);
        if (files.isEmpty()) {
            return;
        }
        TreeMap<String, byte[]> contents = new TreeMap<>();
        for (String path : files) {
            contents.put(path, content(tree, path));
        }
        Attributes root = tree.find("");
        String node = NodeNames.of(tree).of(root.writer());
        String message = "State as of entry " + exportedIndex + "\n\nEntries: " + exportedIndex;
        out.commit(exportedIndex, node, root.mtime(), message, Set.of(), contents);
        commitCount++;
    }

    private void commit(Tree tree) throws IOException {
        Set<String> touched = new TreeSet<>();
        List<Step> told = burst.stream().filter(step -> note(step, touched)).toList();
        TreeMap<String, byte[]> changed = new TreeMap<>();
        Set<String> removed = new TreeSet<>();
        for (String path : touched) {
            Attributes now = tree.find(path);
            if (now != null && !now.isDirectory()) {
                changed.put(path, content(tree, path));
                files.add(path);
            } else if (files.remove(path)) {
                removed.add(path);
            }
        }
        if (!changed.isEmpty() || !removed.isEmpty()) {
            Step first = burst.get(0);
            Step last = burst.get(burst.size() - 1);
            NodeNames nodes = NodeNames.of(tree);
            out.commit(
                    last.index(),
                    nodes.of(first.origin()),
                    last.timeMillis() / 1_000,
                    message(told, changed.keySet(), removed, first.index(), last.index()),
                    removed,
                    changed);
            commitCount++;
        }
        exportedIndex = tree.appliedIndex();
        burst.clear();
    }

    /** Adds what a step has touched. Returns whether any of it may be told. */
    private boolean note(Step step, Set<String> touched) {
        List<String> paths = new ArrayList<>();
        if (step.takeover() != null) {
            paths.addAll(step.takeover().sizes().keySet());
        } else {
            paths.add(step.path());
            if (step.target() != null) {
                paths.add(step.target());
            }
        }
        paths.removeIf(this::isExcluded);
        touched.addAll(paths);
        return !paths.isEmpty();
    }

    private boolean isExcluded(String path) {
        return GitStream.isForbidden(path) || excluded.test(path);
    }

    private static byte[] content(Tree tree, String path) {
        return tree.content(tree.find(path).inode()).toBytes();
    }

    private String message(
            List<Step> told, Set<String> changed, Set<String> removed, long first, long last) {
        StringBuilder text = new StringBuilder(subject(told, changed, removed)).append("\n\n");
        for (Step step : told) {
            text.append(line(step)).append('\n');
        }
        return text.append("\nEntries: ").append(first).append('-').append(last).toString();
    }

    private static String subject(List<Step> told, Set<String> changed, Set<String> removed) {
        if (changed.size() == 1 && removed.isEmpty()) {
            return "Change " + text(changed.iterator().next());
        }
        if (changed.isEmpty() && removed.size() == 1) {
            return "Remove " + text(removed.iterator().next());
        }
        boolean isMove = changed.size() == 1 && removed.size() == 1;
        if (isMove && told.stream().anyMatch(step -> step.kind() == StepKind.RENAME)) {
            return "Move %s to %s"
                    .formatted(text(removed.iterator().next()), text(changed.iterator().next()));
        }
        return "Change " + (changed.size() + removed.size()) + " files";
    }

    private String line(Step step) {
        if (step.takeover() != null) {
            return step.index() + " takeover";
        }
        boolean showsTarget = step.target() != null && !isExcluded(step.target());
        String path = isExcluded(step.path()) ? "(left out)" : text(step.path());
        String target = step.target() == null ? "" : " -> ";
        return step.index()
                + " "
                + step.kind().word()
                + " "
                + path
                + target
                + (showsTarget ? text(step.target()) : step.target() == null ? "" : "(left out)");
    }

    /** One line, whatever is in the name. */
    private static String text(String path) {
        return Names.toText(path).replaceAll("\\p{Cntrl}", "?");
    }
}
