package org.jpmxcfs.materializer.views;

/**
 * A guest of the cluster.
 *
 * @param id its id, 1 to 2^32-1
 * @param node name of the node whose directory holds its configuration
 * @param type its type
 * @param version version of the guest list at its last change
 * @param inode the file that is its configuration
 */
public record Guest(long id, String node, GuestType type, long version, long inode) {}
