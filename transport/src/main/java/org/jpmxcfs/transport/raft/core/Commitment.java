package org.jpmxcfs.transport.raft.core;

import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Invariants;

/** How far entries are committed, and delivered to the state machine. */
final class Commitment {
    private static final int DELIVERY_COUNT_MAX = 512;

    private final Log log;
    private final int deliveryBytesMax;
    private long committed;
    private long delivered; // delivered <= committed <= log.lastIndex()
    private boolean paused;

    Commitment(Log log, Recovery recovery, int deliveryBytesMax) {
        this.log = log;
        this.deliveryBytesMax = deliveryBytesMax;
        this.committed = recovery.committedIndex();
        this.delivered = recovery.appliedIndex();
        Invariants.check(
                log.mark().index() <= delivered && delivered <= log.lastIndex(),
                "applied up to %d, journal ends at %d",
                delivered,
                log.lastIndex());
    }

    long committed() {
        return committed;
    }

    long delivered() {
        return delivered;
    }

    /** Entries up to {@code index} are committed; never takes anything back. */
    void advance(long index) {
        Invariants.check(
                index <= log.lastIndex(), "commit %d beyond last %d", index, log.lastIndex());
        committed = Math.max(committed, index);
    }

    /** A snapshot is being put in place of the state. */
    void pause(boolean newPaused) {
        paused = newPaused;
    }

    /** The state is that of a snapshot. */
    void restartAt(long index) {
        committed = index;
        delivered = index;
    }

    boolean hasMore() {
        return !paused && delivered < committed;
    }

    /** Delivers one bounded batch. */
    void deliver(Submissions submissions, Turn turn) {
        if (!hasMore()) {
            return;
        }
        int countMax = (int) Math.min(DELIVERY_COUNT_MAX, committed - delivered);
        for (Entry entry : log.entries(delivered + 1, deliveryBytesMax, countMax)) {
            delivered = entry.index();
            turn.deliver(entry, submissions.tokenOf(entry));
        }
    }
}
