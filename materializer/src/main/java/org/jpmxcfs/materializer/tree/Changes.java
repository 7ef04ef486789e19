package org.jpmxcfs.materializer.tree;

import java.util.List;
import org.jpmxcfs.materializer.views.LogLine;

/**
 * Everything that changed between two cuts of the tree, to be stored in one transaction. However
 * often an entry changed, it is here once; an entry that was made and deleted in between is not
 * here. Immutable; contents stay valid while the tree goes on.
 */
public final class Changes {
    private final State state;
    private final List<Change> rows;
    private final List<Node> nodes; // of rows, in the same order
    private final List<Long> deleted;
    private final List<LogLine> logLines;
    private final List<LedgerRow> ledger;
    private final long bytes;

    /**
     * What is stored once, whatever changed.
     *
     * @param root the root's attributes: version, writer and mtime of the whole tree
     * @param appliedIndex journal index of the last entry that the tree shows
     * @param checksum rolling checksum as of that entry
     * @param logDroppedThrough cluster log lines up to this uid are no longer kept
     */
    record State(Attributes root, long appliedIndex, long checksum, long logDroppedThrough) {}

    Changes(
            State state,
            List<Change> rows,
            List<Node> nodes,
            List<Long> deleted,
            List<LogLine> logLines,
            List<LedgerRow> ledger,
            long bytes) {
        this.state = state;
        this.rows = rows;
        this.nodes = nodes;
        this.deleted = deleted;
        this.logLines = logLines;
        this.ledger = ledger;
        this.bytes = bytes;
    }

    /** The root's attributes, which carry version, writer and mtime of the whole tree. */
    public Attributes root() {
        return state.root();
    }

    /** Journal index of the last entry that is in this cut. */
    public long appliedIndex() {
        return state.appliedIndex();
    }

    /** Rolling checksum of the tree as of that entry. */
    public long checksum() {
        return state.checksum();
    }

    /** Entries that are new or changed, the root never among them, in no particular order. */
    public List<Change> rows() {
        return rows;
    }

    /**
     * Inodes whose rows go, before {@link #rows} are put: one may come again in a transfer. Some
     * may never have been stored.
     */
    public List<Long> deleted() {
        return deleted;
    }

    /** New lines of the cluster log, the oldest first. */
    public List<LogLine> logLines() {
        return logLines;
    }

    /** Lines of the cluster log up to this uid are no longer kept. */
    public long logDroppedThrough() {
        return state.logDroppedThrough();
    }

    /** Rows of the request ledger that changed; each replaces the one of the same origin. */
    public List<LedgerRow> ledger() {
        return ledger;
    }

    /** About how many bytes there are to store. */
    public long bytes() {
        return bytes;
    }

    /** Whether nothing but the applied index and the checksum may have moved. */
    public boolean isEmpty() {
        return rows.isEmpty() && deleted.isEmpty() && logLines.isEmpty() && ledger.isEmpty();
    }

    /** The nodes that {@link #rows} tell of, in the same order. */
    List<Node> nodes() {
        return nodes;
    }
}
