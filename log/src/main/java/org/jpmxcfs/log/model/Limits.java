package org.jpmxcfs.log.model;

/** Every limit that an entry or a tree must keep, in one place. */
public final class Limits {
    /** Largest file, in bytes: 1 MiB, as in pmxcfs. */
    public static final int FILE_BYTES_MAX = 1 << 20;

    /** Largest sum of all file sizes, in bytes: 128 MiB. */
    public static final long TREE_BYTES_MAX = 128L << 20;

    /** Most entries in the tree, the root included: 256 Ki. */
    public static final int TREE_ENTRIES_MAX = 256 << 10;

    /** Longest name of one entry, in bytes. The kernel's FUSE module refuses longer ones itself. */
    public static final int NAME_BYTES_MAX = 1024;

    /** Longest path, in bytes (PATH_MAX without its final NUL). */
    public static final int PATH_BYTES_MAX = 4095;

    /** Longest text of a cluster log message, in bytes, as in pmxcfs. */
    public static final int LOG_TEXT_BYTES_MAX = 4096;

    /** Longest node name, user or tag of a cluster log message, in bytes. */
    public static final int LOG_NAME_BYTES_MAX = 255;

    /** Bytes of the SHA-256 checksum that names the state of a lock. */
    public static final int CHECKSUM_BYTES = 32;

    /** Most inodes that one part of a transfer drops: 512 KiB of an entry. */
    public static final int DROPPED_INODES_MAX = 64 << 10;

    /** Most members of a cluster, those that join or leave included. */
    public static final int MEMBERS_MAX = 64;

    /** Longest network address of a member, in bytes. */
    public static final int ADDRESS_BYTES_MAX = 255;

    /** Largest encoded entry: a whole file, its path and the fixed fields. */
    public static final int ENTRY_BYTES_MAX = FILE_BYTES_MAX + 2 * PATH_BYTES_MAX + 128;

    /** Largest value of an unsigned 32-bit field: modification times and node ids. */
    public static final long U32_MAX = 0xFFFF_FFFFL;

    private Limits() {}
}
