package org.jpmxcfs.log.model;

/**
 * Why a mutation or request was not carried out. The FUSE and IPC edges turn each into an errno.
 */
public enum Refusal {
    /** The entry, or a directory on the way to it, is not there. */
    NOT_FOUND,
    /** The name, or the guest's id, is taken. */
    EXISTS,
    /** Something on the way to the entry is not a directory. */
    NOT_A_DIRECTORY,
    /** A directory where a file is needed. */
    IS_A_DIRECTORY,
    /** A directory that has entries. */
    NOT_EMPTY,
    /** Forbidden by a rule of the tree: locks, the root, reserved names. */
    FORBIDDEN,
    /** The file would be larger than {@link Limits#FILE_BYTES_MAX}. */
    FILE_TOO_LARGE,
    /**
     * The tree would exceed {@link Limits#TREE_BYTES_MAX} or {@link Limits#TREE_ENTRIES_MAX}, or
     * the disk is full.
     */
    NO_SPACE,
    /** A name is longer than {@link Limits#NAME_BYTES_MAX}. */
    NAME_TOO_LONG,
    /** An argument that no entry could satisfy. */
    INVALID,
    /** This node is not part of a majority, or does not know a leader. */
    NO_QUORUM,
    /** The outcome is unknown: the request could not be finished in time. */
    TIMED_OUT,
    /** The journal or the database failed; the log of the daemon says how. */
    IO_ERROR,
    /** The cluster is not ready for changes, and was not within 10 s: nothing was done. */
    BUSY
}
