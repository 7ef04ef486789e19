package org.jpmxcfs.fuse.mount.kernel;

import org.jpmxcfs.fuse.mount.kernel.protocol.Listing;
import org.jpmxcfs.fuse.mount.kernel.protocol.Opcode;
import org.jpmxcfs.fuse.mount.kernel.protocol.Reply;
import org.jpmxcfs.fuse.ops.Errnos;
import org.jpmxcfs.fuse.ops.NodeOperations;

/** Requests about open directories. */
final class DirectoryCalls {
    private final NodeOperations operations;
    private final KernelCache cache;
    private final NameCalls names;
    private final Handles<OpenDirectory> directories = new Handles<>();

    DirectoryCalls(NodeOperations operations, KernelCache cache, NameCalls names) {
        this.operations = operations;
        this.cache = cache;
        this.names = names;
    }

    void register(Calls calls) {
        calls.on(Opcode.OPENDIR, this::open);
        calls.on(Opcode.READDIR, x -> read(x, false));
        calls.on(Opcode.READDIRPLUS, x -> read(x, true));
        calls.on(Opcode.RELEASEDIR, this::release);
    }

    private int open(Exchange x) {
        KnownNode node = cache.known().get(x.request.node());
        if (node == null) {
            return -Errnos.ESTALE;
        }
        boolean isKept = cache.tellListing(node);
        boolean wasKept = isKept && node.isKept;
        node.isKept |= isKept;
        int flags = isKept ? Reply.OPEN_CACHE_LISTING | (wasKept ? Reply.OPEN_KEEP_CACHE : 0) : 0;
        x.reply.putOpened(directories.open(new OpenDirectory(node, isKept)), flags);
        return 0;
    }

    private int release(Exchange x) {
        directories.close(x.request.handle());
        return 0;
    }

    private int read(Exchange x, boolean withStatus) {
        OpenDirectory directory = directories.get(x.request.handle());
        if (directory == null) {
            return -Errnos.EBADF;
        }
        synchronized (directory) {
            long offset = x.request.offset();
            if (directory.isReadNeeded(offset)) {
                int result = list(directory, offset);
                if (result != 0) {
                    return result;
                }
            }
            Listing listing = new Listing(x.reply, x.request.size());
            boolean hasRoom = true;
            for (int i = directory.indexAt(offset); hasRoom && i < directory.count(); i++) {
                hasRoom =
                        withStatus
                                ? addWithStatus(x, listing, directory, i)
                                : add(listing, directory, i);
            }
            return 0;
        }
    }

    private int list(OpenDirectory directory, long offset) {
        if (directory.isKept) {
            directory.node.tell(KnownNode.LISTING);
        }
        directory.begin(offset);
        int result = operations.list(directory.node.at, directory);
        directory.end();
        return result == -Errnos.ENOENT ? 0 : result; // removed while it is open: it is empty
    }

    private static boolean add(Listing listing, OpenDirectory directory, int i) {
        OpenDirectory.Entry entry = directory.entry(i);
        return listing.add(entry.name(), entry.inode(), entry.mode(), directory.offsetBehind(i));
    }

    private boolean addWithStatus(Exchange x, Listing listing, OpenDirectory directory, int i) {
        OpenDirectory.Entry entry = directory.entry(i);
        String name = entry.name();
        if (!listing.hasRoomWithStatus(name)) {
            return false;
        }
        long next = directory.offsetBehind(i);
        boolean isDots = name.equals(".") || name.equals("..");
        KnownNode node =
                isDots ? null : names.known(x, new Name(directory.node.id, name), entry.inode());
        if (node == null) {
            listing.addWithoutStatus(name, entry.inode(), entry.mode(), next);
        } else {
            listing.addWithStatus(
                    name,
                    node.id,
                    names.nameSeconds(node),
                    x.status,
                    names.statusSeconds(node),
                    next);
        }
        return true;
    }
}
