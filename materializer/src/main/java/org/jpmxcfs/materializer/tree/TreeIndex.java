package org.jpmxcfs.materializer.tree;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What tells two trees apart without their contents: a digest for each entry, in the form in which
 * pmxcfs nodes compare theirs. All little-endian: version of the root and highest inode (8 bytes
 * each), writer and mtime of the root, number of entries, number of bytes in all (4 each), then of
 * each entry, in the order of inodes, the inode (8) and its digest (32).
 */
public final class TreeIndex {
    private static final int HEAD_BYTES = 32;
    private static final int ENTRY_BYTES = 40;

    private final byte[] bytes;

    private TreeIndex(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The index of a tree as it is now. Called where {@link Tree#apply} is. Digests are kept from
     * one call to the next, so that only what has changed since is computed; the first one reads
     * every content.
     *
     * @throws IllegalStateException when a content cannot be had from the source
     */
    public static TreeIndex of(Tree tree) {
        return of(tree.nodes().inInodeOrder(), tree.contents().source());
    }

    /** The index of these nodes, which are in the order of their inodes, the root first. */
    static TreeIndex of(Node[] nodes, ContentSource source) {
        Attributes root = nodes[0].attributes;
        int size = HEAD_BYTES + nodes.length * ENTRY_BYTES;
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(root.version()).putLong(nodes[nodes.length - 1].inode);
        out.putInt(root.writer()).putInt((int) root.mtime());
        out.putInt(nodes.length).putInt(size);
        for (Node node : nodes) {
            out.putLong(node.inode).put(RowDigest.of(node, source));
        }
        return new TreeIndex(out.array());
    }

    /** The index in its binary form, as a copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** SHA-256 over the binary form, 32 bytes. */
    public byte[] digest() {
        return digest(bytes);
    }

    /** SHA-256 over an index in its binary form, such as one that another node has sent. */
    public static byte[] digest(byte[] index) {
        return AttributeBytes.sha256().digest(index);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreeIndex index && Arrays.equals(bytes, index.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
