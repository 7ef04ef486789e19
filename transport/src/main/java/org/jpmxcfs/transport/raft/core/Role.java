package org.jpmxcfs.transport.raft.core;

/** What a replica is in its term (3.3). */
public enum Role {
    /** Follows a leader, or waits for one. */
    FOLLOWER,
    /** Asks whether it would be elected (9.6). */
    TRIAL_CANDIDATE,
    /** Asks for votes. */
    CANDIDATE,
    /** Orders entries. */
    LEADER
}
