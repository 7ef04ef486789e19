package org.jpmxcfs.fuse.ordering.corosync;

import java.util.function.Function;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.log.model.Transfer;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.LockChecksum;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.transport.corosync.GroupTree.Request;
import org.jpmxcfs.transport.corosync.wire.FileChange;

/**
 * What is said to the other nodes where this one wants a change: paths instead of inodes, as of the
 * tree of this moment. Whatever pmxcfs would do and this node would not is refused here, before
 * anybody hears of it: once it is said, all have to do the same.
 */
final class Requests implements Mutation.Handler<Request> {
    private static final byte[] NOTHING = {};

    private final Tree tree;

    /** Requests as of this tree. */
    Requests(Tree tree) {
        this.tree = tree;
    }

    @Override
    public Request create(Mutation.Create mutation) {
        return added(mutation.at(), FileChange.Create::new);
    }

    @Override
    public Request makeDirectory(Mutation.MakeDirectory mutation) {
        return added(mutation.at(), FileChange.MakeDirectory::new);
    }

    @Override
    public Request write(Mutation.Write mutation) {
        long end = mutation.offset() + mutation.data().length;
        if (end > Limits.FILE_BYTES_MAX) {
            return Request.refused(Refusal.FILE_TOO_LARGE);
        }
        return resized(
                mutation.at(),
                end,
                path -> new FileChange.Write(path, mutation.offset(), mutation.data(), false));
    }

    // Growth is said as zeros: where pmxcfs grows an empty file, it gets a size and no content.
    @Override
    public Request truncate(Mutation.Truncate mutation) {
        if (mutation.size() > Limits.FILE_BYTES_MAX) {
            return Request.refused(Refusal.FILE_TOO_LARGE);
        }
        Attributes file = tree.find(mutation.at());
        int size = file == null ? 0 : file.size();
        int growth = (int) mutation.size() - size;
        return resized(
                mutation.at(),
                mutation.size(),
                path ->
                        growth > 0
                                ? new FileChange.Write(path, size, new byte[growth], false)
                                : new FileChange.Write(path, mutation.size(), NOTHING, true));
    }

    // A refused rename is never said: pmxcfs takes its target away before it refuses it.
    @Override
    public Request rename(Mutation.Rename mutation) {
        String from = path(mutation.from());
        String to = path(mutation.to());
        Refusal refusal =
                from == null || to == null ? Refusal.NOT_FOUND : refusal(mutation, from, to);
        return refusal == null
                ? Request.of(new FileChange.Rename(from, to))
                : Request.refused(refusal);
    }

    @Override
    public Request delete(Mutation.Delete mutation) {
        return said(mutation.at(), FileChange.Delete::new);
    }

    // A time of 0 asks for an unlock; the lowest node decides, and the caller is told EACCES.
    @Override
    public Request setMtime(Mutation.SetMtime mutation) {
        Attributes entry = tree.find(mutation.at());
        if (entry != null && entry.inode() == 0) {
            return Request.refused(Refusal.FORBIDDEN);
        }
        String path = path(mutation.at());
        if (path == null) {
            return Request.refused(Refusal.NOT_FOUND);
        }
        FileChange change = new FileChange.SetMtime(path, mutation.mtime());
        boolean asksToUnlock = mutation.mtime() == 0 && entry != null && entry.isDirectory();
        return asksToUnlock
                ? Request.of(new FileChange.RequestUnlock(path, LockChecksum.of(entry)), change)
                : Request.of(change);
    }

    @Override
    public Request unlock(Mutation.Unlock mutation) {
        return said(mutation.at(), path -> new FileChange.Unlock(path, mutation.checksum()));
    }

    @Override
    public Request logMessage(Mutation.LogMessage mutation) {
        return Request.refused(Refusal.INVALID);
    }

    @Override
    public Request termOpened(Mutation.TermOpened mutation) {
        return Request.refused(Refusal.INVALID);
    }

    @Override
    public Request membersChanged(Mutation.MembersChanged mutation) {
        return Request.refused(Refusal.INVALID);
    }

    @Override
    public Request transfer(Transfer part) {
        return Request.refused(Refusal.INVALID);
    }

    private Request added(Location at, Function<String, FileChange> change) {
        if (tree.entryCount() >= Limits.TREE_ENTRIES_MAX) {
            return Request.refused(Refusal.NO_SPACE);
        }
        return isNameTooLong(at) ? Request.refused(Refusal.NAME_TOO_LONG) : said(at, change);
    }

    private Request resized(Location at, long end, Function<String, FileChange> change) {
        Attributes file = tree.find(at);
        long growth = end - (file == null ? 0 : file.size());
        return growth > 0 && tree.totalBytes() + growth > Limits.TREE_BYTES_MAX
                ? Request.refused(Refusal.NO_SPACE)
                : said(at, change);
    }

    private Request said(Location at, Function<String, FileChange> change) {
        String path = path(at);
        return path == null ? Request.refused(Refusal.NOT_FOUND) : Request.of(change.apply(path));
    }

    private Refusal refusal(Mutation.Rename mutation, String from, String to) {
        Attributes source = tree.find(mutation.from());
        if (source == null) {
            return tree.resolve(mutation.from()).refusal();
        }
        if (isNameTooLong(mutation.to())) {
            return Refusal.NAME_TOO_LONG;
        }
        if (source.isDirectory() && (to.equals(from) || to.startsWith(from + "/"))) {
            return Refusal.INVALID;
        }
        Attributes target = tree.find(mutation.to());
        boolean isFull = hasEntries(source) || (target != null && hasEntries(target));
        return isFull ? Refusal.NOT_EMPTY : null;
    }

    private boolean hasEntries(Attributes entry) {
        return entry.isDirectory() && !tree.list(entry.inode()).isEmpty();
    }

    private static boolean isNameTooLong(Location at) {
        String path = at.path();
        return path.length() - path.lastIndexOf('/') - 1 > Limits.NAME_BYTES_MAX;
    }

    /** Null where the inode is not there any more. */
    private String path(Location at) {
        if (at.base() == 0) {
            return at.path();
        }
        String base = tree.pathOf(at.base());
        if (base == null || at.path().isEmpty()) {
            return base;
        }
        return base.isEmpty() ? at.path() : base + "/" + at.path();
    }
}
