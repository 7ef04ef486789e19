package org.jpmxcfs.materializer.tree;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jpmxcfs.materializer.views.LogLine;

/** A store in memory: what a flush brought is what a load gives back. */
final class FakeStore implements ContentSource {
    private final Map<Long, Attributes> rows = new ConcurrentHashMap<>();
    private final Map<Long, byte[]> contents = new ConcurrentHashMap<>();
    private final Map<Long, LogLine> lines = new TreeMap<>();
    private final Map<Integer, LedgerRow> ledger = new TreeMap<>();
    private final AtomicLong reads = new AtomicLong();
    private Changes last;

    @Override
    public byte[] read(long inode) {
        reads.incrementAndGet();
        byte[] bytes = contents.get(inode);
        return bytes == null ? new byte[0] : bytes.clone();
    }

    long reads() {
        return reads.get();
    }

    int rowCount() {
        return rows.size();
    }

    /** Stores the changes as one transaction would. */
    void store(Changes changes) {
        for (long inode : changes.deleted()) {
            rows.remove(inode);
            contents.remove(inode);
        }
        for (Change row : changes.rows()) {
            Attributes attributes = row.attributes();
            Attributes before = rows.put(attributes.inode(), attributes);
            if (!row.isContentUnchanged()) {
                contents.put(attributes.inode(), row.content().toBytes());
            } else if (before == null) {
                throw new AssertionError("no row whose content could be unchanged: " + attributes);
            }
        }
        changes.logLines().forEach(line -> lines.put(line.uid(), line));
        lines.keySet().removeIf(uid -> uid <= changes.logDroppedThrough());
        changes.ledger().forEach(row -> ledger.put(row.origin(), row));
        last = changes;
    }

    /** A tree from what is stored. */
    Tree load(long cacheBytes) {
        TreeLoader loader = new TreeLoader();
        if (last != null) {
            Attributes root = last.root();
            loader.root(root.version(), root.writer(), root.mtime())
                    .applied(last.appliedIndex(), last.checksum());
        }
        rows.values().forEach(loader::row);
        lines.values().forEach(loader::logLine);
        ledger.values().forEach(loader::ledger);
        Tree tree = loader.load(this, new LockTable(() -> 0), cacheBytes);
        // A file in the place of a directory of guests is legal, and only worth a word.
        if (!loader.warnings().stream().allMatch(line -> line.endsWith("guests belongs"))) {
            throw new AssertionError("stored tree is not whole: " + loader.warnings());
        }
        return tree;
    }
}
