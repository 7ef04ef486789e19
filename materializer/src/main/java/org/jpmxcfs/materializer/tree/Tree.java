package org.jpmxcfs.materializer.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Invariants;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Transfer;
import org.jpmxcfs.materializer.views.ClusterLog;
import org.jpmxcfs.materializer.views.Guests;

/**
 * The replicated state: a fold over the entries of the journal, and what follows from it. The same
 * entries give the same tree, byte for byte, on every node and in every run.
 *
 * <p>Methods marked <em>writer</em> are called by one thread at a time, which the caller sees to;
 * all others may be called from any thread at any time, take no lock that the writer waits for, and
 * show every entry whose {@link #apply} has returned. A {@link TreeLoader} makes trees.
 */
public final class Tree {
    /** Default for the memory that flushed contents may take: 32 MiB. */
    public static final long CACHE_BYTES_DEFAULT = 32L << 20;

    private final Nodes nodes;
    private final ContentCache contents;
    private final Views views;
    private final RequestLedger ledger;
    private final PendingChanges pending = new PendingChanges();
    private final TreeListeners listeners = new TreeListeners();
    private final RollingChecksum checksum;
    private final Fold fold;
    private long settledIndex; // of the last entry that does not wait for the commit of a transfer
    private long settledChecksum; // as of that entry
    private volatile long appliedIndex;
    private volatile long publishedChecksum;

    Tree(
            Nodes nodes,
            ContentCache contents,
            Views views,
            RequestLedger ledger,
            long appliedIndex,
            long checksum) {
        this.nodes = nodes;
        this.contents = contents;
        this.views = views;
        this.ledger = ledger;
        this.appliedIndex = appliedIndex;
        this.checksum = new RollingChecksum(checksum);
        this.publishedChecksum = checksum;
        this.settledIndex = appliedIndex;
        this.settledChecksum = checksum;
        this.fold = new Fold(nodes, contents, views, pending, listeners);
    }

    /**
     * Applies the next entry; readers see its effect when this returns. <em>Writer.</em>
     *
     * @return what became of it; the first outcome again for a request that was applied before
     * @throws IllegalStateException when it is not the entry after {@link #appliedIndex}, or when
     *     the content of a file cannot be had from the source: then nothing has changed
     */
    public Outcome apply(Entry entry) {
        if (entry.index() != appliedIndex + 1) {
            throw new IllegalStateException(
                    "entry " + entry.index() + " cannot follow entry " + appliedIndex);
        }
        boolean isTransfer = entry.mutation() instanceof Transfer;
        long versionBefore = version();
        Outcome outcome = isTransfer ? fold.apply(entry) : applyOnce(entry);
        if (!isTransfer) {
            requireSound(versionBefore, outcome.isDone());
        }
        checksum.add(entry, outcome);
        if (fold.openTransfer() == null) {
            settledIndex = entry.index();
            settledChecksum = checksum.value();
        }
        publishedChecksum = checksum.value();
        appliedIndex = entry.index();
        return outcome;
    }

    /** What is refused changes nothing, and what is done makes one version at most. */
    private void requireSound(long versionBefore, boolean isDone) {
        long steps = version() - versionBefore;
        Invariants.check(
                steps == 0 || (isDone && steps == 1),
                "version %d follows version %d",
                version(),
                versionBefore);
        Invariants.check(
                nodes.entryCount() >= 1 && nodes.totalBytes() >= 0,
                "%d nodes with %d bytes in the tree",
                nodes.entryCount(),
                nodes.totalBytes());
    }

    private Outcome applyOnce(Entry entry) {
        fold.abandonTransfer();
        Outcome outcome = ledger.find(entry);
        if (outcome == null) {
            outcome = fold.apply(entry);
            ledger.remember(entry, outcome);
        }
        return outcome;
    }

    /** Tells {@code listener} of each change from now on. */
    public void listen(TreeListener listener) {
        listeners.add(listener);
    }

    /** The entry at a location, or the reason why there is none. */
    public Resolved resolve(Location at) {
        Node node = nodes.find(at);
        return node != null
                ? new Resolved(node.attributes, null)
                : new Resolved(null, nodes.whyAbsent(at));
    }

    /** The entry at a location, or null. */
    public Attributes find(Location at) {
        Node node = nodes.find(at);
        return node == null ? null : node.attributes;
    }

    /** The entry at a path from the root, or null. */
    public Attributes find(String path) {
        return find(Location.of(path));
    }

    /** The entry with this inode, or null. */
    public Attributes get(long inode) {
        Node node = nodes.get(inode);
        return node == null ? null : node.attributes;
    }

    /**
     * The entries of a directory as of one moment, in no particular order; empty when there is no
     * such directory. Takes time linear in their number.
     */
    public List<Attributes> list(long inode) {
        Node directory = nodes.get(inode);
        return directory == null ? new ArrayList<>() : directory.children();
    }

    /**
     * The content of a file, or null when there is no such file.
     *
     * @throws IllegalStateException when it has to be read from the source and is not as it was
     *     stored
     */
    public Content content(long inode) {
        while (true) {
            Node node = nodes.get(inode);
            Content content = node == null || node.isDirectory() ? null : contents.get(node);
            // Another file may have taken its place in a transfer.
            if (content != null || node == null || node == nodes.get(inode)) {
                return content;
            }
        }
    }

    /** Path from the root of the entry with this inode, or null when there is none. */
    public String pathOf(long inode) {
        Node node = nodes.get(inode);
        return node == null ? null : nodes.pathOf(node);
    }

    /** How many entries there are, the root included. */
    public int entryCount() {
        return nodes.entryCount();
    }

    /** Sum of the sizes of all files, in bytes. */
    public long totalBytes() {
        return nodes.totalBytes();
    }

    /** Version of the whole tree: one more for each mutation that changed it. */
    public long version() {
        return nodes.root().attributes.version();
    }

    /** Journal index of the last applied entry; 0 before the first. */
    public long appliedIndex() {
        return appliedIndex;
    }

    /**
     * Checksum over all entries and outcomes up to {@link #appliedIndex}. Equal on nodes that have
     * applied the same entries alike since the same start.
     */
    public long checksum() {
        return publishedChecksum;
    }

    /** The guests of the cluster. */
    public Guests guests() {
        return views.guests();
    }

    /** The change counts of the files that Proxmox's tools cache. */
    public WatchedFiles watchedFiles() {
        return views.watchedFiles();
    }

    /** The cluster log. */
    public ClusterLog clusterLog() {
        return views.clusterLog();
    }

    /** The locks as this node has seen them. */
    public LockTable locks() {
        return views.locks();
    }

    /** About how many bytes are not stored yet, with those drained and not reported back. */
    public long pendingBytes() {
        return pending.bytes();
    }

    /** Bytes of memory held by contents that are stored and could be read again. */
    public long cachedBytes() {
        return contents.bytes();
    }

    /**
     * Ids of all nodes that have ever changed anything, those that are members no more too: what
     * they asked for is remembered under their ids.
     */
    public Set<Integer> origins() {
        return ledger.origins();
    }

    /**
     * Takes everything that changed since the last call, for the store, which then reports with
     * {@link #flushed} or {@link #flushFailed} before the next call. While a transfer waits for its
     * commit, the cut is as of the entry before its beginning, so that a journal is replayed from
     * there. <em>Writer.</em>
     *
     * @throws IllegalStateException when the changes of the call before are not reported back
     */
    public Changes drainChanges() {
        return pending.drain(
                new Changes.State(
                        nodes.root().attributes,
                        settledIndex,
                        settledChecksum,
                        views.clusterLog().droppedThrough()),
                ledger.drain());
    }

    /** The drained changes are stored, and the source reads them. <em>Writer.</em> */
    public void flushed(Changes changes) {
        pending.flushed();
        changes.deleted().forEach(contents::removed);
        for (int i = 0; i < changes.rows().size(); i++) {
            Node node = changes.nodes().get(i);
            Content content = changes.rows().get(i).content();
            boolean isPresent = node.content == content && nodes.get(node.inode) == node;
            if (content != null && isPresent && !node.isDirectory()) {
                contents.flushed(node, content);
            }
        }
    }

    /**
     * The drained changes could not be stored, not even in part; the next drain has them again.
     * <em>Writer.</em>
     */
    public void flushFailed(Changes changes) {
        pending.undrain(changes, nodes::get);
        ledger.undrain(changes.ledger());
    }

    /** The transfer that waits for its commit, or null. <em>Writer.</em> */
    public OpenTransfer openTransfer() {
        return fold.openTransfer();
    }

    /** All entries but the root, in the order of their inodes. <em>Writer.</em> */
    public List<Attributes> entries() {
        return Arrays.stream(nodes.inInodeOrder())
                .filter(node -> node != nodes.root())
                .map(node -> node.attributes)
                .toList();
    }

    /** What is remembered of requests, a row for each node. <em>Writer.</em> */
    public List<LedgerRow> ledgerRows() {
        return ledger.rows();
    }

    /** The root's attributes: version, writer and time of the whole tree. */
    public Attributes root() {
        return nodes.root().attributes;
    }

    /** The nodes, for the digest. */
    Nodes nodes() {
        return nodes;
    }

    /** The contents, for the digest. */
    ContentCache contents() {
        return contents;
    }
}
