package org.jpmxcfs.materializer.tree;

/** What a tree entry is, with the number that stands for it in the database. */
public enum EntryType {
    /** A directory. */
    DIRECTORY(4),
    /** A regular file. */
    FILE(8);

    private final int code;

    EntryType(int code) {
        this.code = code;
    }

    /** The number in column {@code type}: 4 or 8. */
    public int code() {
        return code;
    }

    /** The type that a number in column {@code type} stands for, or null. */
    public static EntryType ofCode(int code) {
        return code == FILE.code ? FILE : code == DIRECTORY.code ? DIRECTORY : null;
    }
}
