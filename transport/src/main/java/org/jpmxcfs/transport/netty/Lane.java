package org.jpmxcfs.transport.netty;

import org.jpmxcfs.transport.raft.wire.Message;

/** Which of the two connections to a node a message takes. The ordinal is on the wire. */
enum Lane {
    /** What is small and must not wait: votes, heartbeats, answers, published values. */
    CONTROL,
    /** What is large: entries, requests, parts of snapshots; and that entries are committed. */
    BULK;

    /**
     * The lane of a message. What is committed is said behind the entries themselves: to come
     * before them is of no use, and a connection that is hardly used may be slow.
     */
    static Lane of(Message message) {
        boolean large =
                message instanceof Message.Append
                        || message instanceof Message.Committed
                        || message instanceof Message.Forward
                        || message instanceof Message.SnapshotChunk;
        return large ? BULK : CONTROL;
    }
}
