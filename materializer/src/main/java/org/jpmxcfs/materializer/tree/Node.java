package org.jpmxcfs.materializer.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One entry of the live tree. The writer changes it; any thread reads it. There can be 256 Ki of
 * them, so it is kept small.
 */
final class Node {
    /** The database has no row of it and none is on its way there. */
    static final int NEW = 1;

    /** Its attributes are newer than the last drain. */
    static final int ATTRIBUTES = 2;

    /** Its content is newer than the last drain. */
    static final int CONTENT = 4;

    /** It is no longer in the tree. */
    static final int REMOVED = 8;

    /** How often a listing is begun anew; a storm of moves must not keep it for ever. */
    private static final int LISTING_TRIES = 64;

    private static final VarHandle CONTENT_FIELD = contentField();

    final long inode;
    volatile Attributes attributes;
    volatile Content content; // files: null when only the source has it; directories: null
    private volatile Children children; // null until the first child
    PathRole role = PathRole.NONE; // writer only
    byte unflushed; // writer only: NEW, ATTRIBUTES, CONTENT, REMOVED
    RowDigest
            digest; // writer only: null until it is asked for, and of an older state after a change
    boolean touched; // read since the cache last looked; a lost update costs nothing

    Node(Attributes attributes, Content content) {
        this.inode = attributes.inode();
        this.attributes = attributes;
        this.content = content;
    }

    private static VarHandle contentField() {
        try {
            return MethodHandles.lookup().findVarHandle(Node.class, "content", Content.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Replaces the content only if it still is {@code expected}. */
    boolean replaceContent(Content expected, Content next) {
        return CONTENT_FIELD.compareAndSet(this, expected, next);
    }

    boolean isDirectory() {
        return attributes.isDirectory();
    }

    /** The child of this name, or null; always null for a file. */
    Node child(String name) {
        Children present = children;
        return present == null ? null : present.get(name);
    }

    boolean hasChildren() {
        Children present = children;
        return present != null && !present.isEmpty();
    }

    /**
     * The attributes of each child, as of one moment. While a child is being moved it is under two
     * names, or seen under none: only what its attributes tell of counts. Where another move was
     * finished meanwhile it looks again.
     */
    List<Attributes> children() {
        Children present = children;
        if (present == null) {
            return new ArrayList<>();
        }
        List<Attributes> entries;
        int moves;
        int tries = 0;
        do {
            moves = present.moves;
            entries = childrenNow(present);
            settle(entries, present.moving);
        } while (present.moves != moves && ++tries < LISTING_TRIES);
        return entries;
    }

    private List<Attributes> childrenNow(Children present) {
        List<Attributes> entries = new ArrayList<>();
        for (Map.Entry<String, Node> named : present.entrySet()) {
            Attributes attributes = named.getValue().attributes;
            if (attributes.parent() == inode && attributes.name().equals(named.getKey())) {
                entries.add(attributes);
            }
        }
        return entries;
    }

    private void settle(List<Attributes> entries, Node moving) {
        Attributes moved = moving == null ? null : moving.attributes;
        if (moved != null) {
            entries.removeIf(e -> e.inode() == moved.inode() || isTakenBy(moved, e));
            if (moved.parent() == inode) {
                entries.add(moved);
            }
        }
    }

    private boolean isTakenBy(Attributes moved, Attributes entry) {
        return moved.parent() == inode && moved.name().equals(entry.name());
    }

    /** A child is about to be moved within, into or out of this directory. */
    void moving(Node child) {
        if (children == null) {
            children = new Children();
        }
        children.moving = child;
    }

    /** It has been moved. */
    void moved() {
        children.moves++;
        children.moving = null;
    }

    /** Puts a child under a name, in place of the one that has it. */
    void putChild(String name, Node child) {
        if (children == null) {
            children = new Children();
        }
        children.put(name, child);
    }

    void removeChild(String name) {
        children.remove(name);
    }

    /** Nodes by their names in a directory. */
    private static final class Children extends ConcurrentHashMap<String, Node> {
        private static final long serialVersionUID = 1L;

        private volatile Node moving; // the child that is being moved, or null
        private volatile int moves; // that are finished; changed by the writer alone

        Children() {
            super(4);
        }
    }
}
