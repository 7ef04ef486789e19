package org.jpmxcfs.fuse.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jpmxcfs.materializer.history.HistoryException;
import org.jpmxcfs.materializer.history.Past;
import org.jpmxcfs.materializer.history.PathHistory;
import org.jpmxcfs.materializer.history.Progress;
import org.jpmxcfs.materializer.history.Step;
import org.jpmxcfs.materializer.history.Walk;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Tree;

/** Compares a file, or all files below a directory, as they were at two moments. */
final class Comparison {
    /** Changes that follow each other as fast as this count as one: an editor makes several. */
    private static final long SAME_CHANGE_MILLIS = 2_000;

    private final Past past;
    private final String path;
    private final Progress progress;
    private PathHistory.Found found; // null until it is asked for

    /** Files at one moment: their contents by their path below what is compared. */
    private record Files(String root, Map<String, byte[]> contents) {}

    Comparison(Past past, String path, Progress progress) {
        this.past = past;
        this.path = path;
        this.progress = progress;
    }

    /** The entry before the newest change, up to {@code last}, that took a while to come. */
    long beforeNewest(long last) throws IOException {
        return Math.max(past.firstIndex(), beforeNewest(found().steps(), last));
    }

    private static long beforeNewest(List<Step> steps, long last) {
        Step newest = null;
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            if (step.index() > last) {
                continue;
            }
            if (newest != null && newest.timeMillis() - step.timeMillis() > SAME_CHANGE_MILLIS) {
                break;
            }
            newest = step;
        }
        return newest == null ? last : newest.index() - 1;
    }

    /** What differs between the states of two entries. */
    List<FileDifference> between(long first, long last) throws IOException {
        if (first > last) {
            throw new HistoryException(
                    "--from is entry "
                            + first
                            + ", which is after --to, entry "
                            + last
                            + "; swap the two");
        }
        try (Walk walk = past.at(first, progress)) {
            Files before = files(walk.tree(), first);
            walk.to(last, progress);
            return differences(before, files(walk.tree(), last));
        }
    }

    private Files files(Tree tree, long index) throws IOException {
        String then = tree.find(path) != null ? path : found().nameAt(index, path);
        Attributes entry = tree.find(then);
        // A directory's own history names what is below it, which it itself is not.
        String root = entry == null || entry.isDirectory() ? path : then;
        Map<String, byte[]> contents = new TreeMap<>();
        collect(tree, root, "", contents);
        return new Files(root, contents);
    }

    private static void collect(
            Tree tree, String root, String below, Map<String, byte[]> contents) {
        String name = joined(root, below);
        Attributes entry = tree.find(name);
        if (entry == null) {
            return;
        }
        if (!entry.isDirectory()) {
            contents.put(below, tree.content(entry.inode()).toBytes());
            return;
        }
        for (Attributes child : tree.list(entry.inode())) {
            collect(tree, root, joined(below, child.name()), contents);
        }
    }

    private static List<FileDifference> differences(Files before, Files after) {
        TreeSet<String> names = new TreeSet<>(before.contents.keySet());
        names.addAll(after.contents.keySet());
        List<FileDifference> differences = new ArrayList<>();
        for (String name : names) {
            byte[] old = before.contents.get(name);
            byte[] now = after.contents.get(name);
            if (!Arrays.equals(old, now)) {
                differences.add(
                        new FileDifference(
                                joined(before.root, name), old, joined(after.root, name), now));
            }
        }
        return differences;
    }

    /** The names that what is compared had; read from the journal only where they are asked for. */
    private PathHistory.Found found() throws IOException {
        if (found == null) {
            found = new PathHistory(past, path).read(progress);
        }
        return found;
    }

    private static String joined(String root, String below) {
        return root.isEmpty() || below.isEmpty() ? root + below : root + '/' + below;
    }
}
