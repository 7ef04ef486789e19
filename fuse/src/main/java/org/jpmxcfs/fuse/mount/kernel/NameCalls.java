package org.jpmxcfs.fuse.mount.kernel;

import org.jpmxcfs.fuse.mount.kernel.protocol.Opcode;
import org.jpmxcfs.fuse.mount.kernel.protocol.Reply;
import org.jpmxcfs.fuse.mount.kernel.protocol.Request;
import org.jpmxcfs.fuse.ops.Errnos;
import org.jpmxcfs.fuse.ops.FileModes;
import org.jpmxcfs.fuse.ops.NodeOperations;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Location;

/** Requests about names in directories. */
final class NameCalls {
    private static final int RENAME_NOREPLACE = 1;

    /** How often a name is looked up anew, because something changed meanwhile, and then kept. */
    private static final int TRIES_MAX = 8;

    private final NodeOperations operations;
    private final KernelCache cache;
    private final Notifier notifier;

    NameCalls(NodeOperations operations, KernelCache cache, Notifier notifier) {
        this.operations = operations;
        this.cache = cache;
        this.notifier = notifier;
    }

    void register(Calls calls) {
        calls.on(Opcode.LOOKUP, this::lookup);
        calls.on(Opcode.FORGET, this::forget);
        calls.on(Opcode.BATCH_FORGET, this::forgetAll);
        calls.on(Opcode.READLINK, this::readLink);
        calls.on(Opcode.MKNOD, this::makeFile);
        calls.on(Opcode.MKDIR, this::makeDirectory);
        calls.on(Opcode.UNLINK, this::remove);
        calls.on(Opcode.RMDIR, this::remove);
        calls.on(Opcode.RENAME, x -> rename(x, 0));
        calls.on(Opcode.RENAME2, x -> rename(x, x.request.renameFlags()));
    }

    private int lookup(Exchange x) {
        Name name = new Name(x.request.node(), x.request.name());
        if (name.name().length() > Limits.NAME_BYTES_MAX) {
            return -Errnos.ENAMETOOLONG;
        }
        Location at = operations.at(name.directory(), name.name());
        boolean isKept = cache.keepsNames(name.directory());
        for (int i = 0; ; i++) {
            long changes = cache.changes();
            int result = operations.status(at, x.statusSink);
            if (result == -Errnos.ENOENT && isKept) {
                cache.tellMissing(name);
            }
            KnownNode node = result == 0 ? known(x.status.inode, name, isKept) : null;
            if (cache.changes() == changes || i == TRIES_MAX) {
                return answer(x, result, node, isKept && i < TRIES_MAX);
            }
            if (node != null) {
                cache.known().forget(node.id, 1);
            }
        }
    }

    private KnownNode known(long id, Name name, boolean isKept) {
        KnownNode node = cache.known().lookedUp(id);
        cache.show(node);
        node.showStatus();
        node.isFleeting = !isKept || NodeOperations.isComputed(id);
        if (isKept) {
            cache.tellName(node, name);
        }
        return node;
    }

    private int answer(Exchange x, int result, KnownNode node, boolean isKept) {
        if (node != null) {
            long nameSeconds = isKept ? Reply.FOREVER : 0;
            x.reply.putEntry(node.id, nameSeconds, x.status, isKept ? statusSeconds(node) : 0);
            return 0;
        }
        if (result == -Errnos.ENOENT && isKept) {
            x.reply.putNoEntry(Reply.FOREVER);
            return 0;
        }
        return result;
    }

    /** How long the kernel may take the name of a node that it was told of for true. */
    long nameSeconds(KnownNode node) {
        return node.isTold(KnownNode.NAME) ? Reply.FOREVER : 0;
    }

    /**
     * The same for its attributes. Those of a node that is new to the kernel cannot be mixed up
     * with what it had.
     */
    long statusSeconds(KnownNode node) {
        boolean isKept = !node.isFleeting && (node.isNew() || cache.tellAttributes(node));
        return isKept ? Reply.FOREVER : 0;
    }

    /**
     * The node of a name in a listing, of which the kernel is about to be told, with its attributes
     * in the exchange; null when there is another under that name by now.
     */
    KnownNode known(Exchange x, Name name, long inode) {
        KnownNode node = known(inode, name, cache.keepsNames(name.directory()));
        int result = operations.status(operations.at(name.directory(), name.name()), x.statusSink);
        if (result == 0 && x.status.inode == inode) {
            return node;
        }
        cache.known().forget(inode, 1);
        return null;
    }

    private int forget(Exchange x) {
        cache.known().forget(x.request.node(), x.request.forgotten());
        return Calls.NO_ANSWER;
    }

    private int forgetAll(Exchange x) {
        Request request = x.request;
        for (int i = 0; i < request.forgetCount(); i++) {
            cache.known().forget(request.forgetNode(i), request.forgotten(i));
        }
        return Calls.NO_ANSWER;
    }

    private int readLink(Exchange x) {
        String target = operations.linkTarget(operations.at(x.request.node()));
        if (target == null) {
            return -Errnos.EINVAL;
        }
        x.reply.putText(target);
        return 0;
    }

    private int makeFile(Exchange x) {
        return (x.request.mode() & FileModes.TYPE) == FileModes.FILE
                ? make(x, false)
                : -Errnos.ENOSYS;
    }

    private int makeDirectory(Exchange x) {
        boolean isLock = operations.isNeverCached(x.request.node());
        int result = make(x, true);
        // Who holds the lock now may rely on seeing all that happened before.
        if (result == 0 && isLock && !notifier.isIdle()) {
            notifier.answerAfterAll(x.keepAnswer());
            return Calls.NO_ANSWER;
        }
        return result;
    }

    private int make(Exchange x, boolean isDirectory) {
        Name name = new Name(x.request.node(), x.request.name());
        KnownNode node = made(x, name, isDirectory);
        if (node == null) {
            return x.refusal;
        }
        x.reply.putEntry(node.id, nameSeconds(node), x.status, 0);
        return 0;
    }

    /**
     * Makes a file or directory, of which the kernel is about to be told; null when that is
     * refused, with the reason in {@link Exchange#refusal}.
     */
    KnownNode made(Exchange x, Name name, boolean isDirectory) {
        Location at = operations.at(name.directory(), name.name());
        cache.ownChangeBegins(name);
        try {
            x.refusal = isDirectory ? operations.makeDirectory(at) : operations.create(at);
        } finally {
            cache.ownChangeEnds(name);
        }
        if (x.refusal != 0) {
            // Another may have come before, of which the kernel was not told as this was under way.
            cache.nameChanged(name);
            return null;
        }
        return found(x, name);
    }

    /** The node that has a name now, as {@link #made} gives it. */
    KnownNode found(Exchange x, Name name) {
        Location at = operations.at(name.directory(), name.name());
        while (true) {
            x.refusal = operations.status(at, x.statusSink);
            if (x.refusal != 0) {
                cache.nameChanged(name);
                return null;
            }
            KnownNode node = known(x.status.inode, name, cache.keepsNames(name.directory()));
            if (operations.status(at, x.statusSink) == 0 && x.status.inode == node.id) {
                return node;
            }
            cache.known().forget(node.id, 1);
        }
    }

    private int remove(Exchange x) {
        Name name = new Name(x.request.node(), x.request.name());
        cache.ownChangeBegins(name);
        int result;
        try {
            result = operations.remove(operations.at(name.directory(), name.name()));
        } finally {
            cache.ownChangeEnds(name);
        }
        if (result != 0) {
            cache.nameChanged(name);
        }
        return result;
    }

    private int rename(Exchange x, int flags) {
        Name from = new Name(x.request.node(), x.request.name());
        Name to = new Name(x.request.newDirectory(), x.request.newName());
        if ((flags & ~RENAME_NOREPLACE) != 0) {
            return -Errnos.EINVAL;
        }
        Location target = operations.at(to.directory(), to.name());
        if ((flags & RENAME_NOREPLACE) != 0 && operations.status(target, x.statusSink) == 0) {
            return -Errnos.EEXIST;
        }
        operations.status(operations.at(from.directory(), from.name()), x.statusSink);
        KnownNode node = cache.known().get(x.status.inode);
        cache.ownChangeBegins(from);
        cache.ownChangeBegins(to);
        int result;
        try {
            result = operations.rename(operations.at(from.directory(), from.name()), target);
        } finally {
            cache.ownChangeEnds(from);
            cache.ownChangeEnds(to);
        }
        boolean isThere =
                node != null
                        && operations.status(target, x.statusSink) == 0
                        && x.status.inode == node.id;
        if (result == 0 && isThere) {
            node.renamed(to);
        } else {
            cache.nameChanged(from);
            cache.nameChanged(to);
        }
        return result;
    }
}
