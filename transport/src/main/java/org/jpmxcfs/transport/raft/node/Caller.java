package org.jpmxcfs.transport.raft.node;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;

/** A thread of this node that waits for what becomes of its mutation. */
final class Caller {
    private final Thread thread = Thread.currentThread();
    private final Mutation mutation;
    private final long timeMillis;
    private final long deadlineNanos;
    private volatile Outcome outcome;

    Caller(Mutation mutation, long timeMillis, long deadlineNanos) {
        this.mutation = mutation;
        this.timeMillis = timeMillis;
        this.deadlineNanos = deadlineNanos;
    }

    Mutation mutation() {
        return mutation;
    }

    long timeMillis() {
        return timeMillis;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    void answer(Outcome newOutcome) {
        outcome = newOutcome;
        LockSupport.unpark(thread);
    }

    /**
     * Waits for the answer.
     *
     * @param graceNanos how long after its deadline: the loop is to answer, but may be stuck
     */
    Outcome await(LongSupplier nanoClock, long graceNanos) {
        boolean interrupted = false;
        Outcome found = outcome;
        while (found == null) {
            long left = deadlineNanos + graceNanos - nanoClock.getAsLong();
            if (left <= 0) {
                found = Outcome.refused(Refusal.TIMED_OUT);
                break;
            }
            LockSupport.parkNanos(this, left);
            interrupted |= Thread.interrupted();
            found = outcome;
        }
        if (interrupted) {
            thread.interrupt();
        }
        return found;
    }
}
