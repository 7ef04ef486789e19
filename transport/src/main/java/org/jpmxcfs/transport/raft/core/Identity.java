package org.jpmxcfs.transport.raft.core;

/**
 * What tells one start of one replica from all others.
 *
 * @param self node id, never 0
 * @param incarnation drawn at random at each start, never 0
 * @param firstRequestId higher than the number of any request that earlier starts of this node made
 */
public record Identity(int self, long incarnation, long firstRequestId) {
    /** Refuses the numbers that stand for "none". */
    public Identity {
        if (self == 0 || incarnation == 0) {
            throw new IllegalArgumentException("node id and incarnation must not be 0");
        }
    }
}
