package org.jpmxcfs.materializer.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

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

    private static final VarHandle CONTENT_FIELD = contentField();

    final long inode;
    volatile Attributes attributes;
    volatile Content content; // files: null when only the source has it; directories: null
    private volatile ConcurrentHashMap<String, Node> children; // null until the first child
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
        ConcurrentHashMap<String, Node> present = children;
        return present == null ? null : present.get(name);
    }

    boolean hasChildren() {
        ConcurrentHashMap<String, Node> present = children;
        return present != null && !present.isEmpty();
    }

    /**
     * Hands the attributes of each child to {@code action}. While a child is being moved it is
     * under two names; only the one that its attributes tell of counts.
     */
    void forEachChild(Consumer<Attributes> action) {
        ConcurrentHashMap<String, Node> present = children;
        if (present != null) {
            for (Map.Entry<String, Node> named : present.entrySet()) {
                Attributes attributes = named.getValue().attributes;
                if (attributes.parent() == inode && attributes.name().equals(named.getKey())) {
                    action.accept(attributes);
                }
            }
        }
    }

    /** Puts a child under a name, in place of the one that has it. */
    void putChild(String name, Node child) {
        if (children == null) {
            children = new ConcurrentHashMap<>(4);
        }
        children.put(name, child);
    }

    void removeChild(String name) {
        children.remove(name);
    }
}
