package org.jpmxcfs.materializer.tree;

/**
 * One entry of the tree as it is to be stored.
 *
 * @param attributes its attributes
 * @param content null when the content that is stored already is still right: then there is a row,
 *     and only its attributes change. For a new directory, a content without bytes.
 */
public record Change(Attributes attributes, Content content) {
    /** Whether only the attributes of the stored row change. */
    public boolean isContentUnchanged() {
        return content == null;
    }
}
