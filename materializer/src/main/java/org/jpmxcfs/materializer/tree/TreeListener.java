package org.jpmxcfs.materializer.tree;

import java.util.function.Supplier;

/**
 * Is told what each change of the tree does to what readers see, whoever made it. Called by the
 * writer, between the moment from which readers see the change and the moment in which its outcome
 * is known to anybody: so a listener must not wait for anything, least of all for a reader.
 */
public interface TreeListener {
    /** An entry is there that was not: a new one, or one that came from elsewhere. */
    void named(Attributes entry);

    /**
     * An entry is no longer where it was.
     *
     * @param entry as it was, with the directory and the name that it had
     */
    void unnamed(Attributes entry);

    /** Content, size or modification time of an entry are others. */
    void changed(Attributes entry);

    /**
     * An entry is no more; {@link #unnamed} tells of its name, before or after.
     *
     * @param entry as it was at last
     * @param content gives its last content, during this call; null for a directory
     */
    void removed(Attributes entry, Supplier<Content> content);

    /** Another state took the place of the whole: anything may differ. */
    void replaced();
}
