package org.jpmxcfs.transport.raft.core;

import java.util.random.RandomGenerator;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.model.Invariants;

/** Where this replica stands: its term, its vote, its role, and whom it takes for the leader. */
final class Standing {
    private final int self;
    private final Settings settings;
    private final RandomGenerator random;
    private Ballot ballot;
    private Role role = Role.FOLLOWER;
    private int leader; // 0 when unknown; self exactly when role is LEADER
    private long heardNanos; // when the leader was last heard; means nothing without a leader
    private long electionAtNanos;

    Standing(int self, Settings settings, RandomGenerator random, Ballot ballot, long nowNanos) {
        this.self = self;
        this.settings = settings;
        this.random = random;
        this.ballot = ballot;
        armElection(nowNanos);
    }

    int self() {
        return self;
    }

    long term() {
        return ballot.term();
    }

    int vote() {
        return ballot.votedFor();
    }

    Role role() {
        return role;
    }

    int leader() {
        return leader;
    }

    boolean isLeader() {
        return role == Role.LEADER;
    }

    /**
     * Whether a leader was heard within the shortest election timeout: a reason to vote for nobody
     * else (4.2.3).
     */
    boolean hearsLeader(long nowNanos) {
        return isLeader() || (leader != 0 && nowNanos - heardNanos < settings.electionMinNanos());
    }

    boolean isElectionDue(long nowNanos) {
        return !isLeader() && nowNanos - electionAtNanos >= 0;
    }

    /** The next election is a random time away, spread over a full width (3.4). */
    void armElection(long nowNanos) {
        long width = settings.electionMaxNanos() - settings.electionMinNanos();
        electionAtNanos = nowNanos + settings.electionMinNanos() + random.nextLong(width);
    }

    /** Follows nobody yet, in a later term. */
    void enterTerm(long term, Turn turn) {
        Invariants.check(term > ballot.term(), "term %d after %d", term, ballot.term());
        saveBallot(new Ballot(term, 0), turn);
        role = Role.FOLLOWER;
        leader = 0;
    }

    /** Gives this term's vote. */
    void voteFor(int candidate, Turn turn) {
        Invariants.check(
                ballot.votedFor() == 0 || ballot.votedFor() == candidate,
                "vote for %d, given to %d",
                candidate,
                ballot.votedFor());
        if (ballot.votedFor() == 0) {
            saveBallot(new Ballot(ballot.term(), candidate), turn);
        }
        armElection(turn.nowNanos);
    }

    /**
     * The leader of this term has spoken. Its follower has no vote left to give in this term, even
     * when it has forgotten the one it gave.
     */
    void follow(int newLeader, Turn turn) {
        Invariants.check(
                leader == 0 || leader == newLeader, "leaders %d and %d", leader, newLeader);
        Invariants.check(newLeader != self, "node %d hears itself in term %d", self, term());
        if (ballot.votedFor() == 0) {
            saveBallot(new Ballot(ballot.term(), newLeader), turn);
        }
        role = Role.FOLLOWER;
        leader = newLeader;
        heardNanos = turn.nowNanos;
        armElection(turn.nowNanos);
    }

    /** Asks, on trial, whether there would be votes. */
    void tryCampaign(Turn turn) {
        role = Role.TRIAL_CANDIDATE;
        leader = 0;
        armElection(turn.nowNanos);
    }

    /** Opens the next term as a candidate, with its own vote. */
    void campaign(Turn turn) {
        saveBallot(new Ballot(ballot.term() + 1, self), turn);
        role = Role.CANDIDATE;
        leader = 0;
        armElection(turn.nowNanos);
    }

    void lead() {
        role = Role.LEADER;
        leader = self;
    }

    /** Knows no leader any more, in the same term. */
    void standDown(long nowNanos) {
        role = Role.FOLLOWER;
        leader = 0;
        armElection(nowNanos);
    }

    private void saveBallot(Ballot newBallot, Turn turn) {
        ballot = newBallot;
        turn.ballot(newBallot);
    }
}
