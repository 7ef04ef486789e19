package org.jpmxcfs.transport;

import java.util.Optional;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;

/**
 * Puts mutations from this node into the one order that all nodes apply. Safe to use from any
 * thread.
 */
public interface Sequencer extends AutoCloseable {
    /**
     * Orders a mutation and waits until this node has applied it. Returns within a bounded time in
     * every case: a node without quorum refuses with {@code NO_QUORUM} at once, a request that is
     * not finished in time ends as {@code TIMED_OUT}.
     */
    Outcome submit(Mutation mutation);

    /**
     * Waits until everything that this node has acknowledged is on stable storage, for fsync(2).
     *
     * @return done, or refused with {@code IO_ERROR}
     */
    Outcome sync();

    /** Whether a mutation would be accepted now. */
    boolean isQuorate();

    /**
     * Runs {@code listener}, in place of the one before, whenever {@link #isQuorate} has changed
     * from now on: at once, in the thread that changed it, which must not be held up.
     */
    default void onQuorumChange(Runnable listener) {
        // Where it never changes there is nothing to tell.
    }

    /**
     * Why this node takes no mutations although nothing but itself keeps it from that: in one line,
     * with what to do about it where that is known; empty while all is well.
     */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /**
     * Whether {@link #submit} waits for the disk or for other nodes, rather than only for this
     * process.
     */
    boolean isWaiting();

    /** This node's id, as it becomes the writer of what it changes; 0 without a cluster. */
    int nodeId();

    /** Stops accepting mutations and waits for those under way. */
    @Override
    void close();
}
