package org.jpmxcfs.fuse.mount.kernel;

import org.jpmxcfs.fuse.mount.kernel.protocol.Opcode;
import org.jpmxcfs.fuse.mount.kernel.protocol.Reply;
import org.jpmxcfs.fuse.mount.kernel.protocol.Request;
import org.jpmxcfs.fuse.mount.kernel.protocol.SetAttributes;
import org.jpmxcfs.fuse.ops.Errnos;
import org.jpmxcfs.fuse.ops.FileOperations;
import org.jpmxcfs.fuse.ops.NodeOperations;
import org.jpmxcfs.log.model.Location;

/** Requests about attributes of nodes and of the whole. */
final class StatusCalls {
    private static final int PERMISSION_BITS = 07777;
    private static final int BLOCK_BYTES = 4096;
    private static final int NAME_MAX_SHOWN = 256; // as the original reports it

    private final NodeOperations operations;
    private final KernelCache cache;
    private final Notifier notifier;

    StatusCalls(NodeOperations operations, KernelCache cache, Notifier notifier) {
        this.operations = operations;
        this.cache = cache;
        this.notifier = notifier;
    }

    void register(Calls calls) {
        calls.on(Opcode.GETATTR, this::get);
        calls.on(Opcode.SETATTR, this::set);
        calls.on(Opcode.STATFS, this::usage);
    }

    private int get(Exchange x) {
        KnownNode node = cache.known().get(x.request.node());
        if (node == null) {
            return -Errnos.ESTALE;
        }
        boolean isKept = cache.tellAttributes(node);
        node.showStatus();
        int result = status(x, node);
        if (result == 0) {
            x.reply.putAttributes(x.status, isKept ? Reply.FOREVER : 0);
        }
        return result;
    }

    // What was removed is there for those who have it open; others look its name up anew.
    private int status(Exchange x, KnownNode node) {
        int result = operations.status(node.at, x.statusSink);
        if (result != -Errnos.ENOENT) {
            return result;
        }
        RemovedFile removed = node.awaitRemoved();
        if (removed == null) {
            return -Errnos.ESTALE;
        }
        removed.status(x.statusSink);
        return 0;
    }

    private int set(Exchange x) {
        KnownNode node = cache.known().get(x.request.node());
        if (node == null) {
            return -Errnos.ESTALE;
        }
        node.ownChangeBegins();
        int result;
        try {
            result = set(x.request, node);
        } finally {
            node.ownChangeEnds();
        }
        node.showStatus();
        if (result == 0) {
            result = status(x, node);
        }
        if (result != 0) {
            return result;
        }
        // Not to be kept: the kernel takes them even where it was told meanwhile that they changed.
        x.reply.putAttributes(x.status, 0);
        if (node.isNoticePending()) {
            notifier.answerAfterNodes(x.keepAnswer());
            return Calls.NO_ANSWER;
        }
        return 0;
    }

    private int set(Request request, KnownNode node) {
        Location at = node.at;
        int result = 0;
        if (SetAttributes.hasMode(request)) {
            result = operations.chmod(at, SetAttributes.mode(request) & PERMISSION_BITS);
        }
        if (result == 0 && SetAttributes.hasOwner(request)) {
            result = operations.chown(at, SetAttributes.uid(request), SetAttributes.gid(request));
        }
        if (result == 0 && SetAttributes.hasSize(request)) {
            result = truncate(node, SetAttributes.size(request));
        }
        // To cut a file sets its time; a time beside the size is only the kernel's guess of that.
        if (result == 0 && SetAttributes.hasMtime(request) && !SetAttributes.hasSize(request)) {
            result = operations.setMtime(at, SetAttributes.mtime(request));
        }
        return result;
    }

    private int truncate(KnownNode node, long size) {
        if (size < 0) {
            return -Errnos.EFBIG;
        }
        int result = operations.truncate(node.at, size);
        RemovedFile removed = result == -Errnos.ENOENT ? node.awaitRemoved() : null;
        return removed != null ? removed.truncate(size) : result;
    }

    private int usage(Exchange x) {
        FileOperations.Usage usage = operations.usage();
        long blocks = usage.bytesMax() / BLOCK_BYTES;
        long used = (usage.bytes() + BLOCK_BYTES - 1) / BLOCK_BYTES;
        long entriesFree = usage.entriesMax() - usage.entries();
        x.reply.putUsage(blocks, blocks - used, usage.entriesMax(), entriesFree, NAME_MAX_SHOWN);
        return 0;
    }
}
