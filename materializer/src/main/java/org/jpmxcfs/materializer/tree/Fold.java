package org.jpmxcfs.materializer.tree;

import java.util.Arrays;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.log.model.Transfer;

/**
 * The rules: what each mutation does to the tree, or why it is refused. A refused mutation changes
 * nothing that is stored; the rules are those of pmxcfs, so that both refuse alike. SPEC
 * "Mutations". Writer only.
 */
final class Fold implements Mutation.Handler<Outcome> {
    private final Nodes nodes;
    private final ContentCache contents;
    private final Views views;
    private final PendingChanges pending;
    private final TreeListener listener;
    private final TransferFold transfers;
    private Entry entry; // the one that is being applied

    Fold(
            Nodes nodes,
            ContentCache contents,
            Views views,
            PendingChanges pending,
            TreeListener listener) {
        this.nodes = nodes;
        this.contents = contents;
        this.views = views;
        this.pending = pending;
        this.listener = listener;
        this.transfers = new TransferFold(nodes, contents, views, pending, listener);
    }

    /** Applies the mutation of an entry. */
    Outcome apply(Entry next) {
        entry = next;
        return next.mutation().accept(this);
    }

    /** The transfer that is under way, if any, is nothing. */
    void abandonTransfer() {
        transfers.abandon();
    }

    /** The transfer whose entries wait for its commit, or null. */
    OpenTransfer openTransfer() {
        return transfers.open();
    }

    @Override
    public Outcome create(Mutation.Create mutation) {
        return add(mutation.at(), EntryType.FILE);
    }

    @Override
    public Outcome makeDirectory(Mutation.MakeDirectory mutation) {
        return add(mutation.at(), EntryType.DIRECTORY);
    }

    @Override
    public Outcome write(Mutation.Write mutation) {
        byte[] data = mutation.data();
        if (data.length > Limits.FILE_BYTES_MAX
                || mutation.offset() > Limits.FILE_BYTES_MAX - data.length) {
            return Outcome.refused(Refusal.FILE_TOO_LARGE);
        }
        Node node = nodes.find(mutation.at());
        int offset = (int) mutation.offset();
        int end = offset + data.length;
        Refusal refusal = refusalToResize(node, mutation.at(), end, false);
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        boolean replacesAll = offset == 0 && data.length >= node.attributes.size();
        Content before = replacesAll ? Content.EMPTY : contents.get(node);
        store(node, before.write(offset, data));
        return Outcome.written(data.length);
    }

    @Override
    public Outcome truncate(Mutation.Truncate mutation) {
        if (mutation.size() > Limits.FILE_BYTES_MAX) {
            return Outcome.refused(Refusal.FILE_TOO_LARGE);
        }
        Node node = nodes.find(mutation.at());
        int size = (int) mutation.size();
        Refusal refusal = refusalToResize(node, mutation.at(), size, true);
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        store(node, size == 0 ? Content.EMPTY : contents.get(node).resize(size));
        return Outcome.done();
    }

    @Override
    public Outcome rename(Mutation.Rename mutation) {
        Node node = nodes.find(mutation.from());
        if (node == null) {
            return Outcome.refused(nodes.whyAbsent(mutation.from()));
        }
        if (node == nodes.root() || (node.isDirectory() && node.role.isBelowLocks())) {
            return Outcome.refused(Refusal.FORBIDDEN);
        }
        Place to = nodes.place(mutation.to());
        if (to.refusal() != null) {
            return Outcome.refused(to.refusal());
        }
        PathRole role = PathRole.of(nodes.pathOf(mutation.to(), to));
        Refusal refusal = refusalToMove(node, to, role);
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        move(node, to, role);
        return Outcome.done();
    }

    @Override
    public Outcome delete(Mutation.Delete mutation) {
        Node node = nodes.find(mutation.at());
        return node == null ? Outcome.refused(nodes.whyAbsent(mutation.at())) : deleteIfEmpty(node);
    }

    @Override
    public Outcome setMtime(Mutation.SetMtime mutation) {
        Node node = nodes.find(mutation.at());
        if (node == null) {
            return Outcome.refused(nodes.whyAbsent(mutation.at()));
        }
        Attributes before = node.attributes;
        boolean isLock = node.isDirectory() && node.role.isLock();
        boolean holdsLock = mutation.mtime() >= before.mtime() && before.writer() == entry.origin();
        if (node == nodes.root() || (isLock && !holdsLock)) {
            return Outcome.refused(Refusal.FORBIDDEN);
        }
        stepVersion(mutation.mtime());
        node.attributes = changed(before, before.size(), mutation.mtime());
        pending.attributesChanged(node);
        views.touched(node);
        listener.changed(node.attributes);
        return Outcome.done();
    }

    @Override
    public Outcome unlock(Mutation.Unlock mutation) {
        Node node = nodes.find(mutation.at());
        if (node == null) {
            return Outcome.refused(nodes.whyAbsent(mutation.at()));
        }
        boolean isSameLock =
                node.isDirectory()
                        && node.role.isLock()
                        && Arrays.equals(mutation.checksum(), LockChecksum.of(node.attributes));
        return isSameLock ? deleteIfEmpty(node) : Outcome.refused(Refusal.FORBIDDEN);
    }

    @Override
    public Outcome logMessage(Mutation.LogMessage mutation) {
        pending.logged(views.clusterLog().append(entry, mutation));
        return Outcome.done();
    }

    @Override
    public Outcome termOpened(Mutation.TermOpened mutation) {
        return Outcome.done();
    }

    @Override
    public Outcome membersChanged(Mutation.MembersChanged mutation) {
        return Outcome.done();
    }

    @Override
    public Outcome transfer(Transfer part) {
        return part.acceptPart(transfers);
    }

    private Outcome add(Location at, EntryType type) {
        Place place = nodes.place(at);
        Refusal refusal = place.refusal();
        PathRole role = refusal == null ? PathRole.of(nodes.pathOf(at, place)) : PathRole.NONE;
        refusal = refusal == null ? refusalToAdd(place, role, type) : refusal;
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        long version = stepVersion(entry.timeSeconds());
        Attributes attributes =
                new Attributes(
                        version,
                        place.parent().inode,
                        version,
                        entry.origin(),
                        entry.timeSeconds(),
                        type,
                        place.name(),
                        0);
        Node node = new Node(attributes, type == EntryType.FILE ? Content.NEVER_WRITTEN : null);
        node.role = role;
        nodes.add(place.parent(), node);
        pending.created(node);
        views.added(node);
        listener.named(attributes);
        return Outcome.done();
    }

    private Refusal refusalToAdd(Place place, PathRole role, EntryType type) {
        if (place.occupant() != null) {
            return Refusal.EXISTS;
        }
        if (type == EntryType.FILE && isGuestElsewhere(role)) {
            return Refusal.EXISTS;
        }
        boolean isTooMuch = nodes.entryCount() >= Limits.TREE_ENTRIES_MAX && isLimited();
        return isTooMuch ? Refusal.NO_SPACE : null;
    }

    private Refusal refusalToResize(Node node, Location at, int end, boolean cuts) {
        if (node == null) {
            return nodes.whyAbsent(at);
        }
        if (node.isDirectory()) {
            return Refusal.IS_A_DIRECTORY;
        }
        if (isGuestElsewhere(node.role)) {
            return Refusal.EXISTS;
        }
        int size = node.attributes.size();
        int growth = (cuts ? end : Math.max(size, end)) - size;
        boolean isTooMuch =
                growth > 0 && nodes.totalBytes() + growth > Limits.TREE_BYTES_MAX && isLimited();
        return isTooMuch ? Refusal.NO_SPACE : null;
    }

    private Refusal refusalToMove(Node node, Place to, PathRole role) {
        if (to.parent() == node) {
            return Refusal.INVALID;
        }
        // A guest keeps its id when it moves to another node, so its own file is no obstacle.
        if (!node.isDirectory() && isGuestElsewhere(role) && !isSameGuest(node.role, role)) {
            return Refusal.EXISTS;
        }
        if (node.hasChildren()) {
            // The original counts this as a change of the target, and its tools have got used to
            // reading the file again.
            views.watchedFiles().changed(role);
            return Refusal.NOT_EMPTY;
        }
        Node occupant = to.occupant();
        return occupant != null && occupant.hasChildren() ? Refusal.NOT_EMPTY : null;
    }

    private void move(Node node, Place to, PathRole role) {
        Node occupant = to.occupant() == node ? null : to.occupant();
        Attributes before = node.attributes;
        long version = stepVersion(entry.timeSeconds());
        Attributes next =
                new Attributes(
                        node.inode,
                        to.parent().inode,
                        version,
                        entry.origin(),
                        entry.timeSeconds(),
                        before.type(),
                        to.name(),
                        before.size());
        if (to.occupant() == node) {
            node.attributes = next;
        } else {
            nodes.move(node, next, to, occupant);
        }
        if (occupant != null) {
            pending.removed(occupant);
            views.replaced(occupant);
            gone(occupant);
        }
        pending.attributesChanged(node);
        PathRole from = node.role;
        node.role = role;
        views.moved(node, from);
        listener.unnamed(before);
        listener.named(next);
    }

    private Outcome deleteIfEmpty(Node node) {
        if (node == nodes.root()) {
            return Outcome.refused(Refusal.FORBIDDEN);
        }
        if (node.hasChildren()) {
            return Outcome.refused(Refusal.NOT_EMPTY);
        }
        stepVersion(entry.timeSeconds());
        nodes.remove(node);
        pending.removed(node);
        views.removed(node);
        gone(node);
        return Outcome.done();
    }

    private void gone(Node node) {
        listener.unnamed(node.attributes);
        listener.removed(node.attributes, node.isDirectory() ? null : () -> contents.last(node));
    }

    // The content first: who sees the new size finds the bytes.
    private void store(Node node, Content content) {
        Attributes before = node.attributes;
        boolean isSame = content == node.content;
        stepVersion(entry.timeSeconds());
        if (!isSame) {
            node.content = content;
        }
        node.attributes = changed(before, content.size(), entry.timeSeconds());
        nodes.resized(content.size() - before.size());
        if (isSame) {
            pending.attributesChanged(node);
        } else {
            pending.contentChanged(node, before.size());
        }
        views.written(node);
        listener.changed(node.attributes);
    }

    private Attributes changed(Attributes before, int size, long mtime) {
        return new Attributes(
                before.inode(),
                before.parent(),
                nodes.root().attributes.version(),
                entry.origin(),
                mtime,
                before.type(),
                before.name(),
                size);
    }

    // Every change of the tree is a new version of its root.
    private long stepVersion(long mtime) {
        Node root = nodes.root();
        long version = root.attributes.version() + 1;
        root.attributes =
                new Attributes(0, 0, version, entry.origin(), mtime, EntryType.DIRECTORY, "", 0);
        return version;
    }

    // Entries without a term that another node has asked for were settled in a group of pmxcfs,
    // whose
    // nodes know no limits of the tree: refused here, they would be there everywhere else.
    private boolean isLimited() {
        return entry.term() != 0 || entry.origin() == 0;
    }

    private boolean isGuestElsewhere(PathRole role) {
        return role.guest() != null && views.guests().isTaken(role.guest());
    }

    private static boolean isSameGuest(PathRole a, PathRole b) {
        return a.guest() != null && a.guest().id() == b.guest().id();
    }
}
