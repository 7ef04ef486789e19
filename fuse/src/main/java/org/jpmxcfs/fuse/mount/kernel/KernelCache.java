package org.jpmxcfs.fuse.mount.kernel;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jpmxcfs.fuse.ops.NodeOperations;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Content;
import org.jpmxcfs.materializer.tree.TreeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what the kernel may keep, and takes it back when it changes. The rule that makes this
 * safe: what the kernel is told is noted before the tree is asked for it, and the tree tells of a
 * change after readers see it. So either the answer has the change in it, or the change finds the
 * note.
 *
 * <p>What has just changed is likely to change again, and is not kept: attributes are asked for
 * each time, content goes past the kernel's pages, so that each read sees one version whole. Only
 * what has been quiet for {@link #QUIET_NANOS} is kept, until it changes.
 */
final class KernelCache implements TreeListener {
    /** How long something must not have changed before the kernel keeps it: 100 ms. */
    static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Logger LOG = LoggerFactory.getLogger(KernelCache.class);

    private final NodeOperations operations;
    private final LongSupplier nanoClock;
    private final KnownNodes known;
    private final MissingNames missing = new MissingNames();
    private final OwnNames own = new OwnNames();
    private final AtomicLong changes = new AtomicLong();
    private final boolean keepsNames;
    private volatile Notifier notifier;
    private volatile long treeChangedNanos;

    /**
     * Nothing is kept yet.
     *
     * @param keepsNames whether the kernel can be told of each change of a name that it may have
     */
    KernelCache(NodeOperations operations, boolean keepsNames, LongSupplier nanoClock) {
        this.operations = operations;
        this.keepsNames = keepsNames;
        this.nanoClock = nanoClock;
        this.treeChangedNanos = nanoClock.getAsLong() - QUIET_NANOS;
        this.known = new KnownNodes(NodeOperations.ROOT, this::make);
    }

    /** Tells the kernel through {@code there} from now on. */
    void tellBy(Notifier there) {
        notifier = there;
    }

    /** The nodes that the kernel knows. */
    KnownNodes known() {
        return known;
    }

    // Where nothing changes at all, neither did this; else nobody knows.
    private KnownNode make(long id) {
        long now = nanoClock.getAsLong();
        boolean isQuiet = now - treeChangedNanos >= QUIET_NANOS;
        return new KnownNode(id, operations.at(id), isQuiet ? now - QUIET_NANOS : now);
    }

    /** Counts changes; what was read between two equal counts is what listeners were told of. */
    long changes() {
        return changes.get();
    }

    /** Whether names in this directory may be kept. */
    boolean keepsNames(long directory) {
        return keepsNames && !operations.isNeverCached(directory);
    }

    /** The kernel is about to be told of a node under a name that it may not keep. */
    void show(KnownNode node) {
        node.lookedUpNanos = nanoClock.getAsLong();
    }

    /** The kernel is about to be told of a node under a name, and may keep both. */
    void tellName(KnownNode node, Name name) {
        node.tellName(name);
    }

    /** The kernel is about to be told that there is no such name, and may keep that. */
    void tellMissing(Name name) {
        Name given = missing.add(name);
        if (given != null) {
            notifier.nameChanged(given);
        }
    }

    /** Whether attributes of a node may be kept; notes that they are. */
    boolean tellAttributes(KnownNode node) {
        if (node.isFleeting || !isQuiet(node.changedNanos)) {
            return false;
        }
        node.tell(KnownNode.ATTRIBUTES);
        return true;
    }

    /** Whether pages of a file that is opened for reading may be kept; notes that they are. */
    boolean tellPages(KnownNode node) {
        if (node.isFleeting || !isQuiet(node.changedNanos)) {
            return false;
        }
        node.tell(KnownNode.PAGES);
        return true;
    }

    /** Whether the listing of a directory may be kept; notes that it is. */
    boolean tellListing(KnownNode directory) {
        if (!keepsNames(directory.id) || !isQuiet(directory.namesChangedNanos)) {
            return false;
        }
        directory.tell(KnownNode.LISTING);
        return true;
    }

    /** A client of this mount changes a name, which the kernel knows. */
    void ownChangeBegins(Name name) {
        own.begin(name);
    }

    /** The change of a name has been made, or refused. */
    void ownChangeEnds(Name name) {
        own.end(name);
        missing.remove(name); // the kernel keeps nothing of a name whose change it asked for
    }

    /** What the kernel makes of a name by itself is no longer true. */
    void nameChanged(Name name) {
        notifier.nameChanged(name);
    }

    /** The permission bits of everything are others: a majority was lost, or is back. */
    void modesChanged() {
        changes.incrementAndGet();
        known.forEach(
                node -> {
                    if (node.isTold(KnownNode.ATTRIBUTES)) {
                        notifier.changed(node);
                    }
                });
    }

    @Override
    public void named(Attributes entry) {
        noteChange();
        Name name = name(entry);
        boolean isOwn = own.contains(name);
        if (missing.remove(name) && !isOwn) {
            notifier.nameChanged(name);
        }
        namesChanged(name, isOwn);
        // It may have come from elsewhere, where it had other permission bits.
        KnownNode node = known.get(entry.inode());
        if (node != null) {
            nodeChanged(node, KnownNode.ATTRIBUTES);
        }
    }

    @Override
    public void unnamed(Attributes entry) {
        noteChange();
        Name name = name(entry);
        boolean isOwn = own.contains(name);
        KnownNode node = known.get(entry.inode());
        if (node != null && !isOwn && node.untellName(name)) {
            notifier.nameChanged(name, entry.isDirectory());
        }
        namesChanged(name, isOwn);
    }

    @Override
    public void changed(Attributes entry) {
        noteChange();
        KnownNode node = known.get(entry.inode());
        if (node != null) {
            // After a change of its own the kernel asks for the attributes by itself.
            nodeChanged(
                    node,
                    node.isOwnChange() ? KnownNode.PAGES : KnownNode.PAGES | KnownNode.ATTRIBUTES);
        }
    }

    @Override
    public void removed(Attributes entry, Supplier<Content> content) {
        KnownNode node = known.get(entry.inode());
        if (node == null) {
            return;
        }
        boolean isInUse = node.isOpen() || !isQuiet(node.lookedUpNanos);
        if (content != null && isInUse) {
            node.removed = lastOf(entry, content);
        }
        nodeChanged(node, KnownNode.ATTRIBUTES);
    }

    // A content that is damaged must not keep the kernel from hearing of the change.
    private static RemovedFile lastOf(Attributes entry, Supplier<Content> content) {
        byte[] last = new byte[0];
        try {
            last = content.get().toBytes();
        } catch (RuntimeException e) {
            LOG.warn("{}: gone, and its last content cannot be read: {}", entry, e.toString());
        }
        return new RemovedFile(entry.inode(), entry.mtime(), last);
    }

    @Override
    public void replaced() {
        noteChange();
        missing.removeAll().forEach(notifier::nameChanged);
        known.forEach(
                node -> {
                    node.namesChangedNanos = nanoClock.getAsLong();
                    nodeChanged(node, KnownNode.ATTRIBUTES | KnownNode.PAGES);
                    Name name = node.untellName();
                    if (name != null) {
                        notifier.nameChanged(name);
                    }
                    if (node.untell(KnownNode.LISTING) != 0) {
                        notifier.listingChanged(new Name(node.id, ""));
                    }
                });
    }

    private void nodeChanged(KnownNode node, int what) {
        node.changedNanos = nanoClock.getAsLong();
        node.isKept = false;
        if (node.isTold(what)) {
            notifier.changed(node);
        }
    }

    private void namesChanged(Name name, boolean isOwn) {
        KnownNode directory = known.get(name.directory());
        if (directory == null) {
            return;
        }
        directory.namesChangedNanos = nanoClock.getAsLong();
        directory.isKept = false;
        // After a change of its own the kernel throws its listing away by itself.
        if (!isOwn && directory.untell(KnownNode.LISTING) != 0) {
            notifier.listingChanged(name);
        }
    }

    private void noteChange() {
        changes.incrementAndGet();
        treeChangedNanos = nanoClock.getAsLong();
    }

    private boolean isQuiet(long changedNanos) {
        return nanoClock.getAsLong() - changedNanos >= QUIET_NANOS;
    }

    private static Name name(Attributes entry) {
        long parent = entry.parent() == 0 ? NodeOperations.ROOT : entry.parent();
        return new Name(parent, entry.name());
    }
}
