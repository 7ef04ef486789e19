package org.jpmxcfs.fuse.mount;

import java.util.concurrent.Semaphore;

/**
 * Which of several threads takes the next request: one has the turn and keeps it from request to
 * request, which keeps its caches warm and wakes nobody. Before it waits for something slow it
 * passes the turn on, so that other requests do not wait with it. Measured against all threads
 * taking requests: 28 instead of 42 µs for an overwrite on one CPU. Where every change waits, each
 * would wake a thread more for the turn: there all threads take requests.
 */
public final class Turns {
    private final Semaphore turn;
    private final ThreadLocal<Boolean> isMine = ThreadLocal.withInitial(() -> false);

    /**
     * Begins.
     *
     * @param count how many threads have the turn at once
     */
    public Turns(int count) {
        turn = new Semaphore(count);
    }

    /** Waits until this thread has the turn; returns at once when it has kept it. */
    public void take() {
        if (!isMine.get()) {
            turn.acquireUninterruptibly();
            isMine.set(true);
        }
    }

    /** Lets another thread have the turn, if this one has it. */
    public void pass() {
        if (isMine.get()) {
            isMine.set(false);
            turn.release();
        }
    }
}
