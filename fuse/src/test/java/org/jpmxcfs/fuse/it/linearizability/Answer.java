package org.jpmxcfs.fuse.it.linearizability;

/** What a client was told. */
public enum Answer {
    /** It is done. */
    DONE,

    /** It could not be done: what it creates is there, or what it is to change is not. */
    REFUSED,

    /** Done or refused, and the answer does not tell which. */
    EITHER,

    /** It was forbidden at the time, whatever the state was, and nothing was done. */
    FORBIDDEN,

    /** Nothing that says whether it was done, or will be. */
    UNKNOWN
}
