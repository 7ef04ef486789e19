package org.jpmxcfs.transport.raft.wire;

import org.jpmxcfs.log.model.Mutation;

/**
 * A mutation on its way from the node where it was asked for to the leader.
 *
 * @param id number that the origin gave to it, higher than all before it; it stays the same when
 *     the request is sent again, so that the state machine applies it once (Ongaro 2014, 6.3)
 * @param timeMillis the origin's clock when it asked, in milliseconds since 1970
 * @param mutation what to do
 */
public record Request(long id, long timeMillis, Mutation mutation) {}
