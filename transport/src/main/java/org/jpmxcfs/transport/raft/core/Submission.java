package org.jpmxcfs.transport.raft.core;

import org.jpmxcfs.log.model.Mutation;

/**
 * A mutation that somebody on this node wants ordered.
 *
 * @param token names the caller in the answer; never 0
 * @param timeMillis this node's clock, in milliseconds since 1970
 * @param mutation what to do
 * @param deadlineNanos when the caller gets {@code TIMED_OUT}
 */
public record Submission(long token, long timeMillis, Mutation mutation, long deadlineNanos) {}
