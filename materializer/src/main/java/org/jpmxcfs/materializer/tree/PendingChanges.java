package org.jpmxcfs.materializer.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jpmxcfs.materializer.views.LogLine;

/** What the tree has to have stored. Writer only, but for {@link #bytes}. */
final class PendingChanges {
    /** What a row costs beside its content, for the byte count. */
    private static final int ROW_BYTES = 160;

    private List<Node> changed = new ArrayList<>(); // each once; some may be removed meanwhile
    private List<Long> deleted = new ArrayList<>();
    private List<LogLine> logLines = new ArrayList<>();
    private volatile long bytes;
    private volatile long drainedBytes; // drained, and neither flushed nor failed yet
    private boolean underWay; // from a drain to its report

    /** About how many bytes are not stored yet, those under way included. Any thread. */
    long bytes() {
        return bytes + drainedBytes;
    }

    /** An entry is new. */
    void created(Node node) {
        node.unflushed = Node.NEW;
        mark(node, Node.CONTENT);
    }

    /** Attributes changed, the content not. */
    void attributesChanged(Node node) {
        mark(node, Node.ATTRIBUTES);
    }

    /** Content and attributes changed, which are in the node already. */
    void contentChanged(Node node, int sizeBefore) {
        if ((node.unflushed & Node.CONTENT) == 0) {
            mark(node, Node.CONTENT);
        } else {
            bytes += node.attributes.size() - sizeBefore;
        }
    }

    /** An entry is gone. */
    void removed(Node node) {
        bytes -= (node.unflushed & Node.CONTENT) == 0 ? 0 : node.attributes.size();
        if ((node.unflushed & Node.NEW) == 0) {
            deleted.add(node.inode);
            bytes += ROW_BYTES;
        }
        node.unflushed = Node.REMOVED;
    }

    /**
     * Another forest takes the place of the present one.
     *
     * @param present the nodes before
     */
    void replaced(NextForest next, LongFunction<Node> present) {
        Forest forest = next.forest();
        for (Node node : next.put()) {
            Node before = present.apply(node.inode);
            node.unflushed = before == null ? Node.NEW : (byte) (before.unflushed & Node.NEW);
        }
        for (Node node : next.gone()) {
            Node successor = forest.get(node.inode);
            if (successor == null) {
                removed(node);
            } else {
                bytes -= (node.unflushed & Node.CONTENT) == 0 ? 0 : node.attributes.size();
                node.unflushed = Node.REMOVED;
            }
        }
        changed.replaceAll(n -> n.unflushed == Node.REMOVED ? n : forest.get(n.inode));
        next.put().forEach(node -> mark(node, Node.CONTENT));
    }

    /** The cluster log has a new line. */
    void logged(LogLine line) {
        logLines.add(line);
        bytes += ROW_BYTES + line.text().length();
    }

    /** Takes everything that is pending, as of now. */
    Changes drain(Changes.State state, List<LedgerRow> ledger) {
        if (underWay) {
            throw new IllegalStateException("changes drained before are not reported back yet");
        }
        underWay = true;
        List<Change> rows = new ArrayList<>(changed.size());
        List<Node> nodes = new ArrayList<>(changed.size());
        for (Node node : changed) {
            if (node.unflushed != Node.REMOVED) {
                boolean contentChanged = (node.unflushed & Node.CONTENT) != 0;
                rows.add(new Change(node.attributes, contentChanged ? contentOf(node) : null));
                nodes.add(node);
                node.unflushed = 0;
            }
        }
        dropUnkeptLines(state.logDroppedThrough());
        Changes changes =
                new Changes(
                        state,
                        List.copyOf(rows),
                        List.copyOf(nodes),
                        List.copyOf(deleted),
                        List.copyOf(logLines),
                        ledger,
                        bytes);
        startOver();
        drainedBytes = changes.bytes();
        return changes;
    }

    /** The drained changes are stored. */
    void flushed() {
        underWay = false;
        drainedBytes = 0;
    }

    /**
     * Takes back drained changes that could not be stored; what came later wins.
     *
     * @param present the nodes as they are now
     */
    void undrain(Changes changes, LongFunction<Node> present) {
        underWay = false;
        drainedBytes = 0;
        for (int i = 0; i < changes.nodes().size(); i++) {
            Node node = present.apply(changes.nodes().get(i).inode);
            if (node != null) {
                boolean unchanged = changes.rows().get(i).isContentUnchanged();
                mark(node, unchanged ? Node.ATTRIBUTES : Node.CONTENT);
            }
        }
        deleted.addAll(changes.deleted());
        List<LogLine> later = logLines;
        logLines = new ArrayList<>(changes.logLines());
        logLines.addAll(later);
        bytes += (long) ROW_BYTES * (changes.deleted().size() + changes.logLines().size());
    }

    private void mark(Node node, int what) {
        if ((node.unflushed & (Node.ATTRIBUTES | Node.CONTENT)) == 0) {
            changed.add(node);
            bytes += ROW_BYTES;
        }
        if ((what & ~node.unflushed & Node.CONTENT) != 0) {
            bytes += node.attributes.size();
        }
        node.unflushed |= (byte) what;
    }

    private static Content contentOf(Node node) {
        return node.isDirectory() ? Content.NEVER_WRITTEN : node.content;
    }

    // In a burst, lines can be too old to keep before they were ever stored.
    private void dropUnkeptLines(long throughUid) {
        logLines.removeIf(line -> line.uid() <= throughUid);
    }

    private void startOver() {
        changed = new ArrayList<>();
        deleted = new ArrayList<>();
        logLines = new ArrayList<>();
        bytes = 0;
    }
}
