package org.jpmxcfs.fuse.it.history;

/** What a client was told. */
public enum Answer {
    /** It is done. */
    DONE,

    /** It could not be done: what it creates is there, or what it is to change is not. */
    REFUSED,

    /** Nothing that says whether it was done, or will be. */
    UNKNOWN
}
