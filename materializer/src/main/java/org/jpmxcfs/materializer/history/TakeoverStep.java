package org.jpmxcfs.materializer.history;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Transfer;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.OpenTransfer;
import org.jpmxcfs.materializer.tree.Tree;

/** Tells what the commit of a transfer changes, by comparing what it is about before and after. */
final class TakeoverStep {
    private final Tree tree;
    private final OpenTransfer transfer;
    private final Set<Long> inodes = new LinkedHashSet<>();
    private final Map<Long, Sighting> before = new HashMap<>();
    private final Set<Long> rewritten = new HashSet<>(); // with the attributes that they had

    private record Sighting(String path, Attributes attributes) {}

    private TakeoverStep(Tree tree) {
        this.tree = tree;
        this.transfer = tree.openTransfer();
    }

    /**
     * Applies an entry with a part of a transfer; null unless it is a commit that is not refused.
     */
    static Step apply(Walk walk, Entry entry) throws IOException {
        boolean commits = entry.mutation() instanceof Transfer.Committed;
        if (!commits || walk.tree().openTransfer() == null) {
            walk.apply(entry);
            return null;
        }
        TakeoverStep step = new TakeoverStep(walk.tree());
        step.lookAround();
        return walk.apply(entry).isDone() ? step.told(entry) : null;
    }

    private void lookAround() {
        for (Transfer.Row row : transfer.rows().values()) {
            add(row.inode());
            Attributes present = tree.get(row.inode());
            if (present != null && isRewritten(row, present)) {
                rewritten.add(row.inode());
            }
            boolean isMoved =
                    present != null
                            && present.isDirectory()
                            && !(present.parent() == row.parent()
                                    && present.name().equals(row.name()));
            if (isMoved) {
                addBelow(row.inode());
            }
        }
        transfer.dropped().forEach(this::add);
    }

    // Who edits a row by hand seldom gives it another version.
    private boolean isRewritten(Transfer.Row row, Attributes present) {
        return !present.isDirectory()
                && !row.directory()
                && present.size() == row.data().length
                && !Arrays.equals(tree.content(row.inode()).toBytes(), row.data());
    }

    // The paths of all that is below a directory change with its name.
    private void addBelow(long directory) {
        for (Attributes child : tree.list(directory)) {
            add(child.inode());
            if (child.isDirectory()) {
                addBelow(child.inode());
            }
        }
    }

    private void add(long inode) {
        if (inode != 0 && inodes.add(inode)) {
            Sighting sighting = sighting(inode);
            if (sighting != null) {
                before.put(inode, sighting);
            }
        }
    }

    private Sighting sighting(long inode) {
        Attributes attributes = tree.get(inode);
        return attributes == null ? null : new Sighting(tree.pathOf(inode), attributes);
    }

    private Step told(Entry entry) {
        Map<String, Integer> sizesBefore = new HashMap<>();
        Map<String, Integer> sizesAfter = new HashMap<>();
        int removed = 0;
        for (long inode : inodes) {
            Sighting old = before.get(inode);
            Sighting now = sighting(inode);
            removed += old != null && now == null ? 1 : 0;
            boolean isSame = old != null && old.equals(now) && !rewritten.contains(inode);
            if (old != null && !isSame) {
                sizesBefore.put(old.path, old.attributes.size());
            }
            if (now != null && !isSame) {
                sizesAfter.put(now.path, now.attributes.size());
            }
        }
        Map<String, Takeover.Sizes> sizes = new TreeMap<>();
        sizesBefore.keySet().forEach(p -> sizes.put(p, sizes(p, sizesBefore, sizesAfter)));
        sizesAfter.keySet().forEach(p -> sizes.put(p, sizes(p, sizesBefore, sizesAfter)));
        int put = transfer.rows().size() - (transfer.rows().containsKey(0L) ? 1 : 0);
        return Step.of(entry, new Takeover(transfer.begun(), put, removed, sizes));
    }

    private static Takeover.Sizes sizes(
            String path, Map<String, Integer> before, Map<String, Integer> after) {
        return new Takeover.Sizes(
                before.getOrDefault(path, Step.ABSENT), after.getOrDefault(path, Step.ABSENT));
    }
}
