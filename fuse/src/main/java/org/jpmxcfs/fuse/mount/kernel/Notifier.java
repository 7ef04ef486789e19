package org.jpmxcfs.fuse.mount.kernel;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.fuse.libc.NativeBuffer;
import org.jpmxcfs.fuse.mount.kernel.protocol.Notice;

/**
 * Tells the kernel what changed. For that the kernel takes locks that a request under way may hold,
 * so none of it may be done by a thread that answers requests:
 *
 * <ul>
 *   <li>a node waits for pages that are being read, so for READ and nothing else;
 *   <li>a name waits for any client that is changing its directory, so for everything.
 * </ul>
 *
 * <p>Each has a lane of its own. An answer that must come after notices is given by a lane: no
 * thread waits for one, and the answer to what holds a directory never comes after a name.
 */
final class Notifier implements AutoCloseable {
    private static final long RETRY_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final int TRIES_AT_ONCE = 20;

    private final Connection connection;
    private final KnownNodes known;
    private final boolean canExpire;
    private final Lane nodes = new Lane("fuse-nodes");
    private final Lane names = new Lane("fuse-names");
    private final Message nodeMessage = new Message(); // lane of nodes only
    private final Message nameMessage = new Message(); // lane of names only

    /** A notice and the memory that it is sent from. */
    private static final class Message {
        final NativeBuffer memory = NativeBuffer.allocate(Notice.BYTES_MAX);
        final Notice notice = new Notice(memory.bytes());
    }

    /**
     * Tells the kernel through {@code connection}.
     *
     * @param canExpire whether the kernel can be told to ask for a name again without throwing away
     *     what is mounted or at work below it
     */
    Notifier(Connection connection, KnownNodes known, boolean canExpire) {
        this.connection = connection;
        this.known = known;
        this.canExpire = canExpire;
    }

    /** What the kernel was told of the attributes and the content of a node is void. */
    void changed(KnownNode node) {
        if (node.noticeWanted()) {
            nodes.add(() -> begin(node));
        }
    }

    /** What the kernel was told of a name is void, but it may still be right. */
    void nameChanged(Name name) {
        nameChanged(name, true);
    }

    /**
     * What the kernel was told of a name is void.
     *
     * @param isGentle whether it asks for the name anew before it throws anything away; else a file
     *     that is gone is let go of at once
     */
    void nameChanged(Name name, boolean isGentle) {
        names.add(() -> tellOf(name, isGentle));
    }

    /**
     * What the kernel was told of the names in a directory is void, as this one has changed. A
     * client that is listing it may be about to cache what it read; telling of the name waits for
     * it, and only then is the listing thrown away.
     */
    void listingChanged(Name name) {
        names.add(
                () -> {
                    tellOf(name, true);
                    Notice notice = nameMessage.notice;
                    connection.notify(nameMessage.memory, notice.nodeChanged(name.directory()));
                });
    }

    /** Gives an answer once the kernel knows of the changes of nodes so far. */
    void answerAfterNodes(byte[] answer) {
        nodes.add(() -> connection.send(answer));
    }

    /** Gives an answer once the kernel knows of all changes so far. */
    void answerAfterAll(byte[] answer) {
        names.add(() -> nodes.add(() -> connection.send(answer)));
    }

    /** Whether the kernel knows of all changes. */
    boolean isIdle() {
        return names.isIdle() && nodes.isIdle();
    }

    @Override
    public void close() {
        names.close();
        nodes.close();
    }

    private void begin(KnownNode node) {
        node.noticeBegins();
        node.untell(KnownNode.ATTRIBUTES | KnownNode.PAGES);
        tellOf(node);
    }

    // A node may be known here while the answer that tells of it is still on its way: the kernel
    // then does not find it, and would keep what that answer says, for ever.
    private void tellOf(KnownNode node) {
        for (int i = 0; i < TRIES_AT_ONCE; i++) {
            boolean isTold =
                    connection.notify(nodeMessage.memory, nodeMessage.notice.nodeChanged(node.id));
            if ((isTold || !known.isKnown(node)) && node.noticeEnds()) {
                return;
            }
            if (!isTold) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
        nodes.add(() -> tellOf(node));
    }

    private void tellOf(Name name, boolean isGentle) {
        Notice notice = nameMessage.notice;
        boolean expires = isGentle && canExpire;
        int size = notice.nameChanged(name.directory(), name.name(), expires);
        connection.notify(nameMessage.memory, size);
    }
}
