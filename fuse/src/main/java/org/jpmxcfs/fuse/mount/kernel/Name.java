package org.jpmxcfs.fuse.mount.kernel;

/**
 * A name in a directory.
 *
 * @param directory number of the directory's node
 * @param name one char a byte
 */
record Name(long directory, String name) {}
