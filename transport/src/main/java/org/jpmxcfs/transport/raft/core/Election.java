package org.jpmxcfs.transport.raft.core;

import java.util.HashMap;
import java.util.Map;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.raft.wire.Message;

/** Elections, with a trial round before each (3.4, 3.6.1, 9.6). */
final class Election {
    private final Standing standing;
    private final Log log;
    private final Trust trust;
    private final Map<Integer, Boolean> votes = new HashMap<>(); // node id to whether doubtful

    Election(Standing standing, Log log, Trust trust) {
        this.standing = standing;
        this.log = log;
        this.trust = trust;
    }

    /**
     * Begins a round.
     *
     * @param trial whether to ask first, without opening a term
     * @param ordered whether the leader ordered the election
     * @return whether the election is already won, for want of other voters
     */
    boolean begin(boolean trial, boolean ordered, Turn turn) {
        if (trial) {
            standing.tryCampaign(turn);
        } else {
            standing.campaign(turn);
            trust.enterTerm();
        }
        votes.clear();
        votes.put(standing.self(), trust.isDoubtful());
        long term = standing.term() + (trial ? 1 : 0);
        for (Member member : log.membership().members()) {
            if (member.voter() && member.id() != standing.self()) {
                turn.send(
                        member.id(),
                        new Message.VoteRequest(
                                term, log.lastIndex(), log.lastTerm(), trial, ordered));
            }
        }
        return isElected(turn);
    }

    /** Answers a request for a vote, or a trial. */
    void requested(int from, Message.VoteRequest request, Turn turn) {
        boolean objects = standing.hearsLeader(turn.nowNanos) && !request.ordered();
        if (!objects && !request.trial() && request.term() > standing.term()) {
            standing.enterTerm(request.term(), turn);
            trust.enterTerm();
        }
        boolean granted = !objects && isWorthy(from, request);
        if (granted && !request.trial()) {
            standing.voteFor(from, turn);
        }
        long term = granted ? request.term() : standing.term();
        turn.send(from, new Message.VoteReply(term, request.trial(), granted, trust.isDoubtful()));
    }

    /**
     * Counts a vote.
     *
     * @return whether it wins the election
     */
    boolean replied(int from, Message.VoteReply reply, Turn turn) {
        boolean trial = standing.role() == Role.TRIAL_CANDIDATE;
        long asked = standing.term() + (trial ? 1 : 0);
        boolean awaited = trial || standing.role() == Role.CANDIDATE;
        if (!awaited || !reply.granted() || reply.trial() != trial || reply.term() != asked) {
            return false;
        }
        votes.put(from, reply.doubtful());
        return isElected(turn);
    }

    /** A trial that is won leads to the election itself. */
    private boolean isElected(Turn turn) {
        return isWon() && (standing.role() == Role.CANDIDATE || begin(false, false, turn));
    }

    private boolean isWorthy(int from, Message.VoteRequest request) {
        if (!log.isCovered(request.lastTerm(), request.lastIndex())) {
            return false;
        }
        if (request.trial()) {
            return request.term() > standing.term();
        }
        return request.term() == standing.term()
                && standing.leader() == 0
                && (standing.vote() == 0 || standing.vote() == from);
    }

    /** A majority whose word can be relied on, or all voters there are: see {@link Trust}. */
    private boolean isWon() {
        int reliable = 0;
        int all = 0;
        for (Map.Entry<Integer, Boolean> vote : votes.entrySet()) {
            if (log.membership().isVoter(vote.getKey())) {
                all++;
                reliable += vote.getValue() ? 0 : 1;
            }
        }
        int voters = log.membership().voterCount();
        return reliable > voters / 2 || (voters > 0 && all == voters);
    }
}
