package org.jpmxcfs.transport.raft.core;

/**
 * Whether this replica can be taken at its word. After a power cut, or damage to its journal, it
 * may have forgotten entries that it acknowledged. Until it has caught up with a leader it is
 * doubtful: its acknowledgements do not count for a commit, and its vote counts only when all
 * voters agree. Then the winner's journal is at least as complete as any that is left, so nothing
 * is lost that still exists anywhere; and a cluster that lost power as a whole comes back.
 *
 * <p>The ballot is never in doubt: it is synced before it counts. It tells the replica to follow no
 * leader that is older than what it has acknowledged, which the reasoning above rests on.
 */
final class Trust {
    private static final long NONE = -1;

    private final long incarnation;
    private boolean doubtful;
    private long target = NONE; // entry that, once durable here, ends the doubt

    Trust(long incarnation, boolean doubtful) {
        this.incarnation = incarnation;
        this.doubtful = doubtful;
    }

    long incarnation() {
        return incarnation;
    }

    boolean isDoubtful() {
        return doubtful;
    }

    /** The target was that of another term's leader. */
    void enterTerm() {
        target = NONE;
    }

    /**
     * The leader has spoken. Its newest entry, at a moment when it had heard this incarnation,
     * bounds everything that earlier ones can have acknowledged.
     */
    void heardLeader(long echo, long leaderLastIndex) {
        if (doubtful && target == NONE && echo == incarnation) {
            target = leaderLastIndex;
        }
    }

    /** The journal durably equals the leader's up to {@code index}. */
    void caughtUp(long index, Turn turn) {
        if (doubtful && target != NONE && index >= target) {
            doubtful = false;
            turn.request(new Effects.Errand.RecordTrust());
        }
    }

    /** Elected: nothing more complete is left. */
    void elected(Turn turn) {
        if (doubtful) {
            doubtful = false;
            turn.request(new Effects.Errand.RecordTrust());
        }
    }
}
