package org.jpmxcfs.fuse.mount.kernel;

import java.util.Arrays;
import org.jpmxcfs.fuse.mount.Turns;
import org.jpmxcfs.fuse.mount.kernel.protocol.CopyRange;
import org.jpmxcfs.fuse.mount.kernel.protocol.Opcode;
import org.jpmxcfs.fuse.mount.kernel.protocol.Reply;
import org.jpmxcfs.fuse.ops.Errnos;
import org.jpmxcfs.fuse.ops.FileOperations;
import org.jpmxcfs.fuse.ops.NodeOperations;
import org.jpmxcfs.log.model.Limits;

/** Requests about open files. */
final class FileCalls {
    private static final int O_APPEND = 02000;
    private static final int O_EXCL = 0200;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int PAGE_BYTES = 4096;
    private static final int PAGE_MASK = PAGE_BYTES - 1;

    private final NodeOperations operations;
    private final KernelCache cache;
    private final Notifier notifier;
    private final NameCalls names;
    private final Turns turns;
    private final Handles<OpenFile> files = new Handles<>();

    FileCalls(
            NodeOperations operations,
            KernelCache cache,
            Notifier notifier,
            NameCalls names,
            Turns turns) {
        this.operations = operations;
        this.cache = cache;
        this.notifier = notifier;
        this.names = names;
        this.turns = turns;
    }

    void register(Calls calls) {
        calls.on(Opcode.OPEN, this::open);
        calls.on(Opcode.CREATE, this::create);
        calls.on(Opcode.READ, this::read);
        calls.on(Opcode.WRITE, this::write);
        calls.on(Opcode.RELEASE, this::release);
        calls.on(Opcode.FSYNC, this::sync);
        calls.on(Opcode.FSYNCDIR, this::sync);
        calls.on(Opcode.SYNCFS, this::sync);
        calls.on(Opcode.LSEEK, this::seek);
        calls.on(Opcode.COPY_FILE_RANGE, this::copy);
    }

    private int open(Exchange x) {
        KnownNode node = cache.known().get(x.request.node());
        return node == null ? -Errnos.ESTALE : open(x, node, x.request.openFlags(), false);
    }

    // It counts as open before anything is asked of it: when it is removed now, it is kept.
    private int open(Exchange x, KnownNode node, int flags, boolean isMade) {
        boolean isWriting = (flags & FileOperations.O_WRITING) != 0;
        node.opened();
        long handle = operations.open(node.at, flags);
        if (handle >= 0 && !isThere(x, node, isWriting)) {
            handle = -Errnos.ESTALE; // the caller looks the name up anew
        }
        if (handle < 0) {
            node.closed();
            return (int) handle;
        }
        OpenFile.Opening opening = isWriting ? null : opening(x, node);
        boolean isKept = opening != null;
        boolean wasKept = isKept && node.isKept;
        node.isKept |= isKept;
        int opened = isKept ? (wasKept ? Reply.OPEN_KEEP_CACHE : 0) : Reply.OPEN_DIRECT;
        OpenFile file = new OpenFile(node, handle, opening, isMade);
        x.reply.putOpened(files.open(file), opened | Reply.OPEN_NO_FLUSH);
        return 0;
    }

    // Null where it is not to be kept. Larger files take several pages, which could be of several
    // versions.
    private OpenFile.Opening opening(Exchange x, KnownNode node) {
        long changedNanos = node.changedNanos;
        int statusShown = node.statusShown();
        if (x.status.size > PAGE_BYTES || !cache.tellPages(node)) {
            return null;
        }
        byte[][] content = {new byte[0]};
        int count =
                operations.read(
                        node.at,
                        0,
                        0,
                        PAGE_BYTES,
                        (array, start, size) ->
                                content[0] = Arrays.copyOfRange(array, start, start + size));
        return count < 0 || node.changedNanos != changedNanos
                ? null
                : new OpenFile.Opening(content[0], changedNanos, statusShown);
    }

    // Who reads may go on with what was replaced after its name was looked up.
    private boolean isThere(Exchange x, KnownNode node, boolean isWriting) {
        return operations.status(node.at, x.statusSink) == 0
                || (!isWriting && node.awaitRemoved() != null);
    }

    private int create(Exchange x) {
        int flags = x.request.openFlags();
        Name name = new Name(x.request.node(), x.request.name());
        KnownNode node = names.made(x, name, false);
        if (node == null && x.refusal == -Errnos.EEXIST && (flags & O_EXCL) == 0) {
            // Somebody else made it a moment ago, which is as good.
            node = names.found(x, name);
            x.refusal = -Errnos.EEXIST; // as long as it is not there: a guest's id is taken
        }
        if (node == null) {
            return x.refusal;
        }
        x.reply.putEntry(node.id, names.nameSeconds(node), x.status, 0);
        // To write, whatever the flags say: a file that has just been made is not kept.
        int result = open(x, node, flags | FileOperations.O_WRITING, true);
        if (result != 0) {
            cache.known().forget(node.id, 1);
        }
        return result;
    }

    private int read(Exchange x) {
        OpenFile file = files.get(x.request.handle());
        if (file == null) {
            return -Errnos.EBADF;
        }
        long offset = x.request.offset();
        int size = Math.min(x.request.size(), x.reply.room());
        // Whole pages may be those of a mapping, also where reads go past the kernel's pages.
        if (file.isKept || ((offset | size) & PAGE_MASK) == 0) {
            file.node.tell(KnownNode.PAGES);
        }
        if (file.isKept && file.opening.isOvertaken(file.node) && file.node.showOld()) {
            return readOld(x, file, offset, size);
        }
        int count = operations.read(file.node.at, file.handle, offset, size, x.byteSink);
        if (count == -Errnos.ENOENT) {
            RemovedFile removed = file.node.awaitRemoved();
            count = removed == null ? -Errnos.ESTALE : removed.read(offset, size, x.byteSink);
        }
        return Math.min(count, 0);
    }

    // A client has begun to read by the size of before, and would cut what is new at that. It gets
    // what goes with the size; the notice that is on its way throws it away again.
    private int readOld(Exchange x, OpenFile file, long offset, int size) {
        byte[] content = file.opening.content();
        int count = (int) Math.max(0, Math.min(size, content.length - offset));
        if (count > 0) {
            x.reply.putBytes(content, (int) offset, count);
        }
        return 0;
    }

    private int write(Exchange x) {
        OpenFile file = files.get(x.request.handle());
        if (file == null) {
            return -Errnos.EBADF;
        }
        int flags = x.request.descriptorFlags();
        if ((flags & FileOperations.O_DSYNC) != 0) {
            turns.pass();
        }
        byte[] data = x.request.data();
        if (file.isMade) {
            data = fitting(data, x.request.offset());
        }
        int count = write(x, file.node, x.request.offset(), data, flags);
        if (count < 0) {
            return count;
        }
        x.reply.putCount(count);
        // The kernel waits for this answer before it can void the pages that it writes.
        return x.request.isFromPages() ? 0 : answered(x, file.node);
    }

    // As in pmxcfs, where the kernel cuts what is written through the descriptor that made a file.
    private static byte[] fitting(byte[] data, long offset) {
        long room = Limits.FILE_BYTES_MAX - offset;
        return room > 0 && room < data.length ? Arrays.copyOf(data, (int) room) : data;
    }

    private int write(Exchange x, KnownNode node, long offset, byte[] data, int flags) {
        node.ownChangeBegins();
        try {
            long from = offset;
            // Where the file ends is for the tree to say: the kernel may not know it yet.
            if ((flags & O_APPEND) != 0 && operations.status(node.at, x.statusSink) == 0) {
                from = x.status.size;
            }
            int count = operations.write(node.at, from, data, flags);
            RemovedFile removed = count == -Errnos.ENOENT ? node.awaitRemoved() : null;
            return removed != null ? removed.write(offset, data) : count;
        } finally {
            node.ownChangeEnds();
        }
    }

    // Other clients may have pages from before: the answer comes when these are void.
    private int answered(Exchange x, KnownNode node) {
        if (!node.isNoticePending()) {
            return 0;
        }
        notifier.answerAfterNodes(x.keepAnswer());
        return Calls.NO_ANSWER;
    }

    private int release(Exchange x) {
        OpenFile file = files.close(x.request.handle());
        if (file != null) {
            operations.release(file.handle);
            file.node.closed();
        }
        return 0;
    }

    private int sync(Exchange x) {
        turns.pass();
        return operations.sync();
    }

    private int seek(Exchange x) {
        int result = operations.status(operations.at(x.request.node()), x.statusSink);
        if (result != 0) {
            return result;
        }
        long offset = x.request.offset();
        if (offset < 0 || offset >= x.status.size) {
            return -Errnos.ENXIO;
        }
        switch (x.request.whence()) {
            case SEEK_DATA -> x.reply.putOffset(offset);
            case SEEK_HOLE -> x.reply.putOffset(x.status.size);
            default -> {
                return -Errnos.EINVAL;
            }
        }
        return 0;
    }

    private int copy(Exchange x) {
        OpenFile source = files.get(x.request.handle());
        OpenFile target = files.get(CopyRange.targetHandle(x.request));
        long length = CopyRange.length(x.request);
        if (source == null || target == null) {
            return -Errnos.EBADF;
        }
        if (length < 0 || x.request.offset() < 0 || CopyRange.targetOffset(x.request) < 0) {
            return -Errnos.EINVAL;
        }
        byte[][] bytes = {new byte[0]};
        int count =
                operations.read(
                        source.node.at,
                        source.handle,
                        x.request.offset(),
                        (int) Math.min(length, Limits.FILE_BYTES_MAX),
                        (array, start, size) ->
                                bytes[0] = Arrays.copyOfRange(array, start, start + size));
        if (count > 0) {
            count = write(x, target.node, CopyRange.targetOffset(x.request), bytes[0], 0);
        }
        if (count < 0) {
            return count;
        }
        x.reply.putCount(count);
        return answered(x, target.node);
    }
}
