package org.jpmxcfs.transport.raft.node;

import java.util.List;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.raft.core.Replica;
import org.jpmxcfs.transport.raft.core.Role;

/** Where the loop thread leaves what any thread may read of its replica. */
final class StatusBoard {
    private final int self;
    private volatile ClusterStatus status;
    private volatile boolean quorate;
    private volatile long appliedIndex;
    private volatile Runnable quorumListener = () -> {};

    StatusBoard(int self) {
        this.self = self;
        this.status = ClusterStatus.before(self);
    }

    ClusterStatus status() {
        return status;
    }

    boolean isQuorate() {
        return quorate;
    }

    long appliedIndex() {
        return appliedIndex;
    }

    /** Runs {@code listener} whenever {@link #isQuorate} has changed, in the loop thread. */
    void onQuorumChange(Runnable listener) {
        quorumListener = listener;
    }

    /** An entry was applied: it counts for whoever hears of it next. */
    void applied(long index) {
        appliedIndex = index;
    }

    /** Shows whether the replica, null for none, would take a mutation. */
    void quorate(Replica replica) {
        boolean now = replica != null && replica.isQuorate();
        if (now != quorate) {
            quorate = now;
            quorumListener.run();
        }
    }

    /**
     * Shows a replica as it is now.
     *
     * @return whether more than indexes have changed
     */
    boolean show(Replica replica) {
        ClusterStatus next =
                new ClusterStatus(
                        self,
                        replica.isQuorate(),
                        replica.term(),
                        replica.role(),
                        replica.leader(),
                        replica.members(),
                        replica.lastIndex(),
                        replica.committedIndex(),
                        appliedIndex,
                        replica.isDoubtful(),
                        replica.peers(),
                        "");
        return replace(next);
    }

    /** Shows that there is no replica, for this reason. */
    boolean show(String trouble) {
        ClusterStatus last = status;
        List<Member> members = last.members();
        return replace(
                new ClusterStatus(
                        self,
                        false,
                        last.term(),
                        Role.FOLLOWER,
                        0,
                        members,
                        last.lastIndex(),
                        last.committedIndex(),
                        appliedIndex,
                        last.doubtful(),
                        List.of(),
                        trouble));
    }

    /** Whether a look at the replica would show other standings than the board does. */
    boolean isStale(Replica replica) {
        ClusterStatus shown = status;
        return replica.term() != shown.term()
                || replica.role() != shown.role()
                || replica.leader() != shown.leader()
                || replica.isDoubtful() != shown.doubtful()
                || replica.members() != shown.members();
    }

    private boolean replace(ClusterStatus next) {
        boolean changed = !next.standsAs(status);
        status = next;
        return changed;
    }
}
