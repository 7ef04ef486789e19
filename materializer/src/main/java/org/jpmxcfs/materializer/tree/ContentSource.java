package org.jpmxcfs.materializer.tree;

/** Where the content of a file comes from when it is not in memory. */
public interface ContentSource {
    /** The content of a file as last flushed; empty when it has none. Any thread may call it. */
    byte[] read(long inode);
}
