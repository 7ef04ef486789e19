package org.jpmxcfs.materializer.tree;

/**
 * What is known of a tree entry without its content; immutable, as of one moment.
 *
 * @param inode its number: the tree version at which it was made; 0 for the root
 * @param parent inode of the directory that holds it; 0 for the root itself
 * @param version tree version of its last change
 * @param writer node id that made the last change, unsigned 32 bit
 * @param mtime modification time in seconds since 1970, unsigned 32 bit
 * @param type directory or file
 * @param name its name in the form of {@link org.jpmxcfs.log.model.Names}; empty for the root
 * @param size bytes of content; 0 for a directory
 */
public record Attributes(
        long inode,
        long parent,
        long version,
        int writer,
        long mtime,
        EntryType type,
        String name,
        int size) {
    /** Whether this is a directory. */
    public boolean isDirectory() {
        return type == EntryType.DIRECTORY;
    }
}
