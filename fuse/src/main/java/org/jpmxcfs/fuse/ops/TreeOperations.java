package org.jpmxcfs.fuse.ops;

import java.util.function.Supplier;
import org.jpmxcfs.fuse.virtual.NodeLinks;
import org.jpmxcfs.fuse.virtual.VirtualFile;
import org.jpmxcfs.fuse.virtual.VirtualFiles;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Content;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.transport.Sequencer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operations on the tree of this node: reads look at its views, changes go through the sequencer.
 */
public final class TreeOperations implements NodeOperations {
    private static final Logger LOG = LoggerFactory.getLogger(TreeOperations.class);

    private static final Location LOCKS = Location.of("priv/lock");
    private static final int BLOCK_BYTES = 4096;
    private static final int ROOT_UID = 0;
    private static final int UNCHANGED = -1;

    private final Supplier<Tree> trees;
    private final Sequencer sequencer;
    private final VirtualFiles virtualFiles;
    private final NodeLinks links;
    private final RootNames rootNames;
    private final int ownerGid;
    private final ChmodPolicy chmodPolicy;

    /**
     * Serves the tree of the moment, changing it through {@code sequencer}.
     *
     * @param trees asked once for each operation, which then sees one tree from its beginning to
     *     its end
     */
    public TreeOperations(
            Supplier<Tree> trees,
            Sequencer sequencer,
            VirtualFiles virtualFiles,
            NodeLinks links,
            int ownerGid,
            ChmodPolicy chmodPolicy) {
        this.trees = trees;
        this.sequencer = sequencer;
        this.virtualFiles = virtualFiles;
        this.links = links;
        this.rootNames = new RootNames(virtualFiles, links);
        this.ownerGid = ownerGid;
        this.chmodPolicy = chmodPolicy;
    }

    @Override
    public int status(Location at, StatusSink sink) {
        boolean quorate = sequencer.isQuorate();
        if (at.base() == 0) {
            String target = links.target(at.path());
            if (target != null) {
                int bits = Permissions.quorumBits(0755, quorate);
                long inode = rootNames.inode(at.path());
                sink.put(inode, FileModes.LINK | bits, 1, target.length(), 0, 0);
                return 0;
            }
            VirtualFile file = virtualFiles.find(at.path());
            if (file != null) {
                int bits = Permissions.quorumBits(file.permissions(), quorate);
                long inode = rootNames.inode(file.name());
                sink.put(inode, FileModes.FILE | bits, 1, file.content().length, 0, 0);
                return 0;
            }
        }
        Tree tree = trees.get();
        Attributes entry = tree.find(at);
        if (entry == null) {
            return missing(tree, at);
        }
        String path = pathOf(tree, at);
        if (path == null) {
            return -Errnos.ENOENT; // it was removed a moment ago
        }
        if (entry.isDirectory()) {
            int mode = FileModes.DIRECTORY | Permissions.ofDirectory(path, quorate);
            boolean isRoot = entry.inode() == 0;
            // The root's own time moves with every change; pmxcfs shows none, and so do we.
            sink.put(inodeShown(entry.inode()), mode, 2, 0, 0, isRoot ? 0 : entry.mtime());
        } else {
            int mode = FileModes.FILE | Permissions.ofFile(path, quorate);
            sink.put(
                    inodeShown(entry.inode()), mode, 1, entry.size(), blocks(entry), entry.mtime());
        }
        return 0;
    }

    @Override
    public String linkTarget(Location at) {
        return at.base() == 0 ? links.target(at.path()) : null;
    }

    @Override
    public int list(Location at, DirectorySink sink) {
        Tree tree = trees.get();
        Attributes directory = tree.find(at);
        if (directory == null) {
            return missing(tree, at);
        }
        if (!directory.isDirectory()) {
            return -Errnos.ENOTDIR;
        }
        sink.add(".", inodeShown(directory.inode()), FileModes.DIRECTORY);
        sink.add("..", inodeShown(directory.parent()), FileModes.DIRECTORY);
        if (directory.inode() == 0) {
            listVirtual(sink);
        }
        for (Attributes entry : tree.list(directory.inode())) {
            int type = entry.isDirectory() ? FileModes.DIRECTORY : FileModes.FILE;
            sink.add(entry.name(), inodeShown(entry.inode()), type);
        }
        return 0;
    }

    @Override
    public long open(Location at, int flags) {
        VirtualFile file = virtualFile(at);
        if (file != null) {
            return virtualFiles.open(file);
        }
        return (flags & O_WRITING) == 0 || sequencer.isQuorate() ? 0 : -Errnos.EACCES;
    }

    @Override
    public void release(long handle) {
        if (handle != 0) {
            virtualFiles.release(handle);
        }
    }

    @Override
    public int read(Location at, long handle, long offset, int length, ByteSink sink) {
        VirtualFile file = virtualFile(at);
        if (file != null) {
            return put(virtualFiles.content(file, handle), offset, length, sink);
        }
        Tree tree = trees.get();
        Attributes entry = tree.find(at);
        if (entry == null) {
            return missing(tree, at);
        }
        if (entry.isDirectory()) {
            return -Errnos.EISDIR;
        }
        Content content = tree.content(entry.inode());
        if (content == null) {
            return missing(tree, at);
        }
        if (offset >= content.size()) {
            return 0;
        }
        return content.forRange((int) offset, length, sink::put);
    }

    @Override
    public int write(Location at, long offset, byte[] data, int flags) {
        VirtualFile file = virtualFile(at);
        if (file != null) {
            return writeVirtual(file, data);
        }
        // All of it or nothing, as in pmxcfs. An offset can be near the end of a long.
        if (data.length > 0 && offset > Limits.FILE_BYTES_MAX - data.length) {
            return -Errnos.EFBIG;
        }
        int written = submit(new Mutation.Write(at, offset, data));
        if (written < 0 || (flags & O_DSYNC) == 0) {
            return written;
        }
        int synced = sync();
        return synced < 0 ? synced : written;
    }

    @Override
    public int truncate(Location at, long size) {
        VirtualFile file = virtualFile(at);
        if (file != null) {
            return file.isWritable() ? 0 : -Errnos.EIO;
        }
        return linkTarget(at) != null ? -Errnos.EACCES : submit(new Mutation.Truncate(at, size));
    }

    @Override
    public int create(Location at) {
        return isReserved(at) ? -Errnos.EEXIST : submit(new Mutation.Create(at));
    }

    @Override
    public int makeDirectory(Location at) {
        return isReserved(at) ? -Errnos.EEXIST : submit(new Mutation.MakeDirectory(at));
    }

    @Override
    public int remove(Location at) {
        return isReserved(at) ? -Errnos.EACCES : submit(new Mutation.Delete(at));
    }

    @Override
    public int rename(Location from, Location to) {
        return isReserved(from) || isReserved(to)
                ? -Errnos.EACCES
                : submit(new Mutation.Rename(from, to));
    }

    @Override
    public int setMtime(Location at, long seconds) {
        if (isReserved(at)) {
            return -Errnos.EACCES;
        }
        long mtime = seconds & Limits.U32_MAX;
        int result = submit(new Mutation.SetMtime(at, mtime));
        // The order may have made an unlock of it; that the lock is gone is what pmxcfs answers.
        boolean isUnlocked = result == 0 && mtime == 0 && trees.get().find(at) == null;
        return isUnlocked ? -Errnos.ENOENT : result;
    }

    @Override
    public int chmod(Location at, int permissions) {
        Tree tree = trees.get();
        int found = exists(tree, at);
        if (found < 0) {
            return found;
        }
        if (linkTarget(at) != null) {
            return notAllowed();
        }
        return permissions == Permissions.settable(pathOf(tree, at)) ? 0 : notAllowed();
    }

    @Override
    public int chown(Location at, int uid, int gid) {
        int found = exists(trees.get(), at);
        if (found < 0) {
            return found;
        }
        boolean isAllowed =
                (uid == UNCHANGED || uid == ROOT_UID) && (gid == UNCHANGED || gid == ownerGid);
        return isAllowed ? 0 : notAllowed();
    }

    private int notAllowed() {
        return chmodPolicy == ChmodPolicy.IGNORE ? 0 : -Errnos.EPERM;
    }

    @Override
    public int sync() {
        return Errnos.result(sequencer.sync());
    }

    @Override
    public Usage usage() {
        Tree tree = trees.get();
        return new Usage(
                tree.totalBytes(),
                Limits.TREE_BYTES_MAX,
                tree.entryCount(),
                Limits.TREE_ENTRIES_MAX);
    }

    @Override
    public boolean isWaiting() {
        return sequencer.isWaiting();
    }

    @Override
    public Location at(long inode) {
        String name = rootNames.name(inode);
        return name != null ? Location.of(name) : Location.of(inode == ROOT ? 0 : inode);
    }

    @Override
    public Location at(long directory, String name) {
        return new Location(directory == ROOT ? 0 : directory, name);
    }

    @Override
    public boolean isNeverCached(long directory) {
        Attributes locks = trees.get().find(LOCKS);
        return locks != null && locks.inode() == directory;
    }

    private int submit(Mutation mutation) {
        if (!sequencer.isQuorate()) {
            return -Errnos.EACCES;
        }
        Outcome outcome = sequencer.submit(mutation);
        LOG.debug("{}: {}", mutation, outcome);
        return Errnos.result(outcome);
    }

    private int exists(Tree tree, Location at) {
        return isReserved(at) || tree.find(at) != null ? 0 : missing(tree, at);
    }

    private static int missing(Tree tree, Location at) {
        return -Errnos.of(tree.resolve(at).refusal());
    }

    private boolean isReserved(Location at) {
        return at.base() == 0
                && (links.target(at.path()) != null || virtualFiles.find(at.path()) != null);
    }

    private VirtualFile virtualFile(Location at) {
        return at.base() == 0 ? virtualFiles.find(at.path()) : null;
    }

    private void listVirtual(DirectorySink sink) {
        for (VirtualFile file : virtualFiles.all()) {
            if (file.isListed()) {
                sink.add(file.name(), rootNames.inode(file.name()), FileModes.FILE);
            }
        }
        for (String link : links.names()) {
            sink.add(link, rootNames.inode(link), FileModes.LINK);
        }
    }

    private static String pathOf(Tree tree, Location at) {
        if (at.base() == 0) {
            return at.path();
        }
        String base = tree.pathOf(at.base());
        return base == null || at.path().isEmpty() ? base : base + "/" + at.path();
    }

    private static int writeVirtual(VirtualFile file, byte[] data) {
        int understood = file.isWritable() ? file.write(data) : -1;
        return understood < 0 ? -Errnos.EIO : understood;
    }

    private static int put(byte[] content, long offset, int length, ByteSink sink) {
        if (offset >= content.length) {
            return 0;
        }
        int count = (int) Math.min(length, content.length - offset);
        sink.put(content, (int) offset, count);
        return count;
    }

    private static long blocks(Attributes file) {
        return (file.size() + BLOCK_BYTES - 1) / BLOCK_BYTES;
    }

    // The root has number 0 in the tree, where the others start at 2.
    private static long inodeShown(long inode) {
        return inode == 0 ? ROOT : inode;
    }
}
