package org.jpmxcfs.log.model;

import java.util.Objects;

/**
 * Where a mutation happens: a path relative to an inode, as in {@code openat(2)}. Base 0 is the
 * root, so {@code (0, "nodes/n1/f")} addresses by path, {@code (17, "")} by inode, and {@code (17,
 * "f")} by parent and name.
 *
 * @param base inode that the path starts from; 0 is the root
 * @param path components joined by single slashes, none at either end, in the form of {@link
 *     Names}; may be empty
 */
public record Location(long base, String path) {
    /** Refuses a path that is not in normal form or too long. */
    public Location {
        Objects.requireNonNull(path, "path");
        if (!isNormal(path)) {
            throw new IllegalArgumentException("path is not in normal form: " + path);
        }
    }

    /** The location of a path from the root. */
    public static Location of(String path) {
        return new Location(0, path);
    }

    /** The location of an inode. */
    public static Location of(long inode) {
        return new Location(inode, "");
    }

    /**
     * Whether a path has single slashes between its components, none at its ends, and at most 4095
     * bytes.
     */
    public static boolean isNormal(String path) {
        int length = path.length();
        if (length > Limits.PATH_BYTES_MAX) {
            return false;
        }
        return length == 0
                || (path.charAt(0) != '/'
                        && path.charAt(length - 1) != '/'
                        && !path.contains("//"));
    }
}
