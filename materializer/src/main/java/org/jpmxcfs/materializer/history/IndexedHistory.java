package org.jpmxcfs.materializer.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Tree;

/**
 * The changes of files and directories, by what the index tells and the entries behind it, which
 * are few.
 */
final class IndexedHistory implements StepSource {
    /** More entries than these are looked through for one path, not kept for any. */
    private static final int RECENT_MAX = 128 << 10;

    private final HistoryIndex index;
    private final StepList recent;
    private final Set<String> directories;
    private final NodeNames nodes;

    private IndexedHistory(
            HistoryIndex index, StepList recent, Set<String> directories, NodeNames nodes) {
        this.index = index;
        this.recent = recent;
        this.directories = directories;
        this.nodes = nodes;
    }

    /** Reads what is behind the index; null when that is too much, or not to be told by name. */
    static IndexedHistory open(Past past, Progress progress) throws IOException {
        long from = past.index().through();
        if (from == 0 || past.lastIndex() - from > RECENT_MAX) {
            return null;
        }
        List<Step> steps = new ArrayList<>();
        Set<String> directories = new HashSet<>();
        try (Walk walk = past.at(from, progress)) {
            Steps of = new Steps(walk);
            while (walk.tree().appliedIndex() < past.lastIndex()) {
                Entry entry = walk.next(past.lastIndex());
                boolean wasDirectory = isDirectory(walk.tree(), of.touched(entry));
                Step step = of.apply(entry);
                if (step != null && step.takeover() != null) {
                    return null;
                }
                if (step != null) {
                    steps.add(step);
                    if (wasDirectory || isDirectory(walk.tree(), of.touched(entry))) {
                        directories.add(step.path());
                        directories.add(step.target() == null ? step.path() : step.target());
                    }
                }
            }
            NodeNames nodes = NodeNames.of(walk.tree());
            return new IndexedHistory(past.index(), new StepList(steps), directories, nodes);
        }
    }

    /** Whether what an entry names is a directory in this tree. */
    static boolean isDirectory(Tree tree, Steps.Touched touched) {
        return touched != null
                && (isDirectory(tree, touched.path())
                        || touched.target() != null && isDirectory(tree, touched.target()));
    }

    private static boolean isDirectory(Tree tree, String path) {
        Attributes entry = tree.find(path);
        return entry != null && entry.isDirectory();
    }

    /** The names of the nodes. */
    NodeNames nodes() {
        return nodes;
    }

    /** The newest changes of what is, or last was, at a path, oldest first. */
    List<Step> of(String path, int max) throws IOException {
        if (!wasDirectory(path)) {
            return new Lineage(path, this).steps(max);
        }
        List<Step> all = new ArrayList<>();
        List<Step> late =
                recent.all().stream()
                        .filter(
                                step ->
                                        isWithin(path, step.path())
                                                || step.target() != null
                                                        && isWithin(path, step.target()))
                        .toList();
        if (late.size() < max) {
            all.addAll(index.within(path, max - late.size()));
        }
        all.addAll(late);
        return all.size() <= max ? all : all.subList(all.size() - max, all.size());
    }

    private boolean wasDirectory(String path) {
        return index.wasDirectory(path)
                || directories.contains(path)
                || recent.all().stream().anyMatch(step -> step.path().startsWith(path + '/'));
    }

    private static boolean isWithin(String directory, String path) {
        return directory.isEmpty()
                || path.startsWith(directory)
                        && (path.length() == directory.length()
                                || path.charAt(directory.length()) == '/');
    }

    @Override
    public Step before(String name, long index) throws IOException {
        Step late = recent.before(name, index);
        return late != null ? late : this.index.before(name, index);
    }

    @Override
    public Step after(String name, long index) throws IOException {
        Step early = this.index.after(name, index);
        return early != null ? early : recent.after(name, index);
    }
}
