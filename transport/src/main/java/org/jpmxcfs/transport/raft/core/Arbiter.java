package org.jpmxcfs.transport.raft.core;

import org.jpmxcfs.log.model.Mutation;

/**
 * What a leader asks its own node before it puts a request into the order: what depends on a clock
 * is decided once, by the leader, and then is the same everywhere. Called by the thread that owns
 * the replica; must return soon.
 */
public interface Arbiter {
    /** This node begins to decide as the leader; called before the first {@link #decide}. */
    void leading();

    /**
     * What is to be ordered for a request of any node: the request itself, or what the leader's
     * clock turns it into. A request that is sent again may be decided again; the state machine
     * applies the first one that gets an order.
     */
    Mutation decide(Mutation request);
}
