package org.jpmxcfs.materializer.tree;

import java.security.MessageDigest;

/**
 * SHA-256 over one entry as an index of pmxcfs has it: without its inode, with its content. Made
 * when it is asked for and kept as long as the entry stays as it is, which costs a change nothing:
 * each one gives an entry new attributes. Writer only.
 */
final class RowDigest {
    private final Attributes attributes; // of the state that the value is the digest of
    private final byte[] value;

    private RowDigest(Attributes attributes, byte[] value) {
        this.attributes = attributes;
        this.value = value;
    }

    /**
     * The digest of a node, 32 bytes; never changed.
     *
     * @param source gives a content that is not in memory
     * @throws IllegalStateException when that is not as it was stored
     */
    static byte[] of(Node node, ContentSource source) {
        RowDigest kept = node.digest;
        if (kept == null || kept.attributes != node.attributes) {
            kept = new RowDigest(node.attributes, compute(node, source));
            node.digest = kept;
        }
        return kept.value;
    }

    private static byte[] compute(Node node, ContentSource source) {
        Attributes attributes = node.attributes;
        byte[] bytes = AttributeBytes.of(attributes);
        MessageDigest digest = AttributeBytes.sha256();
        digest.update(bytes, Long.BYTES, bytes.length - Long.BYTES);
        if (attributes.size() > 0) {
            Content held = node.content;
            Content content = held != null ? held : ContentCache.load(attributes, source);
            content.forRange(0, attributes.size(), digest::update);
        }
        return digest.digest();
    }
}
