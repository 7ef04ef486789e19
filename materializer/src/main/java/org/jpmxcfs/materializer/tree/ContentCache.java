package org.jpmxcfs.materializer.tree;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the memory that flushed contents take: those read least lately leave first, by the clock
 * algorithm. What is not flushed never comes here. A hit takes no lock; the lock is held only for
 * the moment in which a content that was read is brought in and others are let go of.
 */
final class ContentCache {
    private final ContentSource source;
    private final Nodes nodes;
    private final long bytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Held> held = new LinkedHashMap<>(); // oldest look first
    private long bytes; // sum of the capacities in held

    private record Held(Node node, Content content) {}

    ContentCache(ContentSource source, Nodes nodes, long bytesMax) {
        this.source = source;
        this.nodes = nodes;
        this.bytesMax = bytesMax;
    }

    /**
     * The current content of a file, or null when the file was deleted meanwhile.
     *
     * @throws IllegalStateException when the source holds another size than the tree knows
     */
    Content get(Node node) {
        while (true) {
            Attributes before = node.attributes;
            Content present = node.content;
            if (present != null) {
                if (!node.touched) {
                    node.touched = true;
                }
                return present;
            }
            Content loaded = Content.of(source.read(node.inode));
            // What was read is current only if the file did not change while it was read.
            if (node.attributes.version() == before.version() && node.content == null) {
                if (nodes.get(node.inode) != node) {
                    return null;
                }
                checkSize(before, loaded);
                install(node, before, loaded);
                return loaded;
            }
        }
    }

    /** Where contents that are not in memory are read from. */
    ContentSource source() {
        return source;
    }

    /** The content of a file with these attributes, without bringing it in. */
    static Content load(Attributes attributes, ContentSource source) {
        Content loaded = Content.of(source.read(attributes.inode()));
        checkSize(attributes, loaded);
        return loaded;
    }

    /** The last content of a file that is no longer in the tree, until that is stored. */
    Content last(Node node) {
        Content present = node.content;
        return present != null ? present : load(node.attributes, source);
    }

    /** A content has been flushed and may be let go of. */
    void flushed(Node node, Content content) {
        if (content.capacity() == 0) {
            return;
        }
        lock.lock();
        try {
            hold(node, content);
        } finally {
            lock.unlock();
        }
    }

    /** A file is gone. */
    void removed(long inode) {
        lock.lock();
        try {
            Held gone = held.remove(inode);
            bytes -= gone == null ? 0 : gone.content.capacity();
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of memory held by flushed contents. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    // Contents leave only under this lock, so that between the check and the change the file can
    // not have been written, flushed and let go of: a stale content never comes back.
    private void install(Node node, Attributes before, Content loaded) {
        lock.lock();
        try {
            if (node.attributes.version() == before.version()
                    && node.replaceContent(null, loaded)) {
                hold(node, loaded);
            }
        } finally {
            lock.unlock();
        }
    }

    private void hold(Node node, Content content) {
        Held before = held.put(node.inode, new Held(node, content));
        bytes += content.capacity() - (before == null ? 0 : before.content.capacity());
        // Each is passed over once at most, so that busy readers cannot keep this going.
        int passes = held.size();
        while (bytes > bytesMax && !held.isEmpty()) {
            Iterator<Held> oldest = held.values().iterator();
            Held candidate = oldest.next();
            oldest.remove();
            if (candidate.node.touched && passes-- > 0) {
                candidate.node.touched = false;
                held.put(candidate.node.inode, candidate);
            } else {
                bytes -= candidate.content.capacity();
                candidate.node.replaceContent(candidate.content, null);
            }
        }
    }

    private static void checkSize(Attributes attributes, Content loaded) {
        if (loaded.size() != attributes.size()) {
            throw new IllegalStateException(
                    "inode "
                            + Long.toUnsignedString(attributes.inode())
                            + " has "
                            + loaded.size()
                            + " bytes in the database, not "
                            + attributes.size()
                            + ": it was changed by another program or is damaged");
        }
    }
}
