package org.jpmxcfs.transport.raft.node;

/**
 * A link as this node sees it.
 *
 * @param isUp whether messages reach the member and its messages reach this node
 * @param roundTripNanos newest measured round trip; 0 before the first
 */
public record LinkStatus(boolean isUp, long roundTripNanos) {}
