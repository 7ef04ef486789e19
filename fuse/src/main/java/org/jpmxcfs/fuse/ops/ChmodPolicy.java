package org.jpmxcfs.fuse.ops;

/** What becomes of a chmod or chown to something that the path does not have by rule. */
public enum ChmodPolicy {
    /** Refused with EPERM, as in pmxcfs. */
    STRICT,

    /**
     * Succeeds and changes nothing, as on vfat with {@code quiet}: for programs that set modes and
     * owners as a matter of course, such as rsync, tar and install.
     */
    IGNORE
}
