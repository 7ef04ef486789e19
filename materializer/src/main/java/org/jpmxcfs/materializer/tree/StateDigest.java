package org.jpmxcfs.materializer.tree;

import java.security.MessageDigest;

/**
 * SHA-256 over all attributes and contents of a tree, in the order of inodes, the root first: equal
 * for equal trees, whatever way they came about, and the same that pmxcfs computes of such a tree.
 */
public final class StateDigest {
    private StateDigest() {}

    /**
     * The digest of a tree, 32 bytes. Reads every file, which takes about a second for 128 MiB.
     * Called where {@link Tree#apply} is, so that nothing changes meanwhile.
     *
     * @throws IllegalStateException when a content can not be had from the source
     */
    public static byte[] of(Tree tree) {
        MessageDigest digest = AttributeBytes.sha256();
        for (Node node : tree.nodes().inInodeOrder()) {
            Attributes attributes = node.attributes;
            digest.update(AttributeBytes.of(attributes));
            if (attributes.size() > 0) {
                tree.contents().peek(node).forRange(0, attributes.size(), digest::update);
            }
        }
        return digest.digest();
    }
}
