package org.jpmxcfs.materializer.sqlite;

/**
 * The columns of one row of the tree but for its content, as they are stored.
 *
 * @param inode key of the row; 0 for the row that stands for the root
 * @param parent inode of the directory that holds it
 * @param version tree version of its last change
 * @param writer node id that made the last change
 * @param mtime modification time in seconds since 1970
 * @param type 4 for a directory, 8 for a file and for the root's row
 * @param name the bytes of its name
 * @param size bytes of content
 */
record Row(
        long inode,
        long parent,
        long version,
        long writer,
        long mtime,
        int type,
        byte[] name,
        int size) {}
