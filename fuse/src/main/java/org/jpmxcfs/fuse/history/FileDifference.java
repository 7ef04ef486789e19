package org.jpmxcfs.fuse.history;

/**
 * A file that differs between two moments.
 *
 * @param pathBefore its path at the earlier one
 * @param before its content; null where it was not there
 * @param pathAfter its path at the later one
 * @param after its content; null where it was not there
 */
public record FileDifference(String pathBefore, byte[] before, String pathAfter, byte[] after) {}
