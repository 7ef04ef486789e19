package org.jpmxcfs.transport.corosync.sync;

/** Why a change that was submitted here was not applied, or is not known to be. */
public enum Denial {
    /** The cluster has no quorum here. Nothing was sent. */
    NO_QUORUM,
    /** The group did not become ready in time, has failed, or too much is under way. Not sent. */
    BUSY,
    /** There is no form for it in the protocol, such as a name with a NUL. Nothing was sent. */
    INVALID,
    /** It was sent and came back while there was no quorum: nobody here has applied it. */
    LOST_QUORUM,
    /** It was sent, and the group was left before it came back: others may have applied it. */
    UNKNOWN
}
