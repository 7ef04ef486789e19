package org.jpmxcfs.transport.raft.core;

/**
 * What a leader knows of another replica.
 *
 * @param id node id
 * @param matchIndex up to where its journal durably equals the leader's
 * @param heardNanos when it was last heard
 * @param doubtful whether it still may have forgotten what it acknowledged
 */
public record Peer(int id, long matchIndex, long heardNanos, boolean doubtful) {}
