package org.jpmxcfs.materializer.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jpmxcfs.log.model.Transfer;

/**
 * The rows by which one tree differs from another: what a transfer has to bring. Made and used
 * where {@link Tree#apply} of both is called; contents are read when they are handed over.
 */
public final class TreeDifference {
    private static final byte[] NOTHING = {};

    private final Tree from;
    private final Tree to;
    private final List<Node> put = new ArrayList<>();
    private final List<Long> dropped = new ArrayList<>();
    private int cameCount;

    /** Takes parts, in order. */
    @FunctionalInterface
    public interface Taker<E extends Exception> {
        /** Takes the next part. */
        void take(Transfer part) throws E;
    }

    private TreeDifference(Tree from, Tree to) {
        this.from = from;
        this.to = to;
    }

    /**
     * What makes {@code from} equal to {@code to}.
     *
     * @throws IllegalStateException when a content cannot be had from its source
     */
    public static TreeDifference of(Tree from, Tree to) {
        TreeDifference difference = new TreeDifference(from, to);
        for (Node node : to.nodes().inInodeOrder()) {
            Node present = from.nodes().get(node.inode);
            if (present == null || !isEqual(present, from, node, to)) {
                difference.put.add(node);
                difference.cameCount += present == null ? 1 : 0;
            }
        }
        for (Node node : from.nodes().inInodeOrder()) {
            if (to.nodes().get(node.inode) == null) {
                difference.dropped.add(node.inode);
            }
        }
        return difference;
    }

    private static boolean isEqual(Node a, Tree ofA, Node b, Tree ofB) {
        return Arrays.equals(
                RowDigest.of(a, ofA.contents().source()), RowDigest.of(b, ofB.contents().source()));
    }

    /** Whether both are the same. */
    public boolean isEmpty() {
        return put.isEmpty() && dropped.isEmpty();
    }

    /** Whether only the roots differ, if anything. */
    public boolean isRootOnly() {
        return changedCount() + cameCount() + wentCount() == 0;
    }

    /**
     * Whether both are the same but for one bit of one entry, the root not looked at: what a
     * failing disk does, and hardly anybody else.
     */
    public boolean isOneBit() {
        if (changedCount() != 1 || cameCount() + wentCount() > 0) {
            return false;
        }
        Node node = put.get(put.size() - 1);
        Node present = from.nodes().get(node.inode);
        byte[] a = bytes(present, from);
        byte[] b = bytes(node, to);
        int bits = a.length == b.length ? 0 : Integer.MAX_VALUE;
        for (int i = 0; i < a.length && bits < 2; i++) {
            bits += Integer.bitCount((a[i] ^ b[i]) & 0xFF);
        }
        return bits == 1;
    }

    private static byte[] bytes(Node node, Tree tree) {
        byte[] attributes = AttributeBytes.of(node.attributes);
        byte[] content = node.isDirectory() ? NOTHING : content(node, tree);
        byte[] all = Arrays.copyOf(attributes, attributes.length + content.length);
        System.arraycopy(content, 0, all, attributes.length, content.length);
        return all;
    }

    /** How many entries are in both and differ, the root not counted. */
    public int changedCount() {
        int roots = !put.isEmpty() && put.get(0).inode == 0 ? 1 : 0;
        return put.size() - cameCount - roots;
    }

    /** How many entries are only in the tree that is wanted. */
    public int cameCount() {
        return cameCount;
    }

    /** How many entries are only in the tree before. */
    public int wentCount() {
        return dropped.size();
    }

    /** The whole transfer, from its beginning to its commit. */
    public <E extends Exception> void forEachPart(Transfer.Begun begun, Taker<E> taker) throws E {
        taker.take(begun);
        for (Node node : put) {
            taker.take(row(node));
        }
        long[] inodes = dropped.stream().mapToLong(Long::longValue).toArray();
        for (Transfer.Dropped part : Transfer.Dropped.of(inodes)) {
            taker.take(part);
        }
        taker.take(new Transfer.Committed(TreeIndex.of(to).digest()));
    }

    private Transfer.Row row(Node node) {
        Attributes attributes = node.attributes;
        return new Transfer.Row(
                attributes.inode(),
                attributes.parent(),
                attributes.version(),
                attributes.writer(),
                attributes.mtime(),
                attributes.isDirectory(),
                attributes.name(),
                attributes.isDirectory() ? NOTHING : content(node, to));
    }

    private static byte[] content(Node node, Tree tree) {
        Content held = node.content;
        return held != null
                ? held.toBytes()
                : ContentCache.load(node.attributes, tree.contents().source()).toBytes();
    }
}
