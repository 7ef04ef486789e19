package org.jpmxcfs.transport.raft.core;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.raft.wire.Message;

/**
 * One node's part in ordering entries across the cluster: Raft, as in Ongaro's dissertation of
 * 2014. Pure: what happens comes in as an {@link Input} with the time, what is to be done goes out
 * as {@link Effects}. Owned by one thread.
 */
public final class Replica {
    private final Standing standing;
    private final Trust trust;
    private final Log log;
    private final Commitment commitment;
    private final Election election;
    private final Following following;
    private final Leadership leadership;
    private final Handover handover;
    private final Reconfiguration reconfiguration;
    private final Submissions submissions;

    /**
     * Starts a replica.
     *
     * @param recovery what was found on disk; all of it is on stable storage
     * @param arbiter is asked while this replica leads
     * @param random spreads the election timeouts
     */
    public Replica(
            Identity identity,
            Settings settings,
            Recovery recovery,
            Source source,
            Arbiter arbiter,
            RandomGenerator random,
            long nowNanos) {
        this(identity, settings, recovery, source, arbiter, random, CommitRule.OWN_TERM, nowNanos);
    }

    Replica(
            Identity identity,
            Settings settings,
            Recovery recovery,
            Source source,
            Arbiter arbiter,
            RandomGenerator random,
            CommitRule commitRule,
            long nowNanos) {
        standing = new Standing(identity.self(), settings, random, recovery.ballot(), nowNanos);
        trust = new Trust(identity.incarnation(), recovery.isDoubtful());
        log = new Log(recovery, source, settings.tailBytesMax());
        commitment = new Commitment(log, recovery, settings.batchBytesMax());
        election = new Election(standing, log, trust);
        following = new Following(standing, log, commitment, trust);
        leadership =
                new Leadership(standing, log, commitment, commitRule, settings, source, arbiter);
        handover = new Handover(standing, log, leadership, settings);
        reconfiguration = new Reconfiguration(standing, log, commitment, leadership, handover);
        submissions = new Submissions(standing, leadership, settings, identity.firstRequestId());
    }

    /**
     * Takes one input. The effects are to be carried out before the next one.
     *
     * @param nowNanos a clock that never goes back
     * @throws IllegalStateException when a truth that the protocol rests on is broken: the node has
     *     to stop
     */
    public Effects step(Input input, long nowNanos) {
        Turn turn = new Turn(nowNanos);
        log.trim();
        input.accept(new Inputs(turn));
        if (leadership.isActive() && !standing.isLeader()) {
            leadership.end();
        }
        if (standing.isElectionDue(nowNanos)) {
            electionDue(turn);
        }
        reconfiguration.tend(turn);
        submissions.tend(!handover.isUnderWay(), turn);
        if (leadership.isActive()) {
            leadership.commit(turn);
            leadership.tend(turn);
        }
        handover.tend(turn);
        commitment.deliver(submissions, turn);
        return turn.effects();
    }

    /** Whether another step has something to do without waiting for anything. */
    public boolean hasMore() {
        return commitment.hasMore();
    }

    /** Whether a step after {@link Settings#noticeNanos} has peers to tell what is committed. */
    public boolean owesNotices() {
        return leadership.owesNotices();
    }

    /** Whether a mutation would be taken now: a leader with a majority is known. */
    public boolean isQuorate() {
        return standing.leader() != 0;
    }

    /** The newest term known. */
    public long term() {
        return standing.term();
    }

    /** What this replica is in that term. */
    public Role role() {
        return standing.role();
    }

    /** Node id of the leader; 0 when none is known. */
    public int leader() {
        return standing.leader();
    }

    /** The members that count now. */
    public List<Member> members() {
        return log.membership().members();
    }

    /** What the entries before the oldest in the journal come down to. */
    public Mark mark() {
        return log.mark();
    }

    /** Index of the newest entry. */
    public long lastIndex() {
        return log.lastIndex();
    }

    /** Term of an entry; -1 when the journal does not hold it. */
    public long termAt(long index) {
        return log.termAt(index);
    }

    /** Entry up to which all are known to be committed. */
    public long committedIndex() {
        return commitment.committed();
    }

    /** Entry up to which all were delivered. */
    public long deliveredIndex() {
        return commitment.delivered();
    }

    /** Whether this replica may have forgotten what it acknowledged. */
    public boolean isDoubtful() {
        return trust.isDoubtful();
    }

    /** Requests of this node under way. */
    public int requestCount() {
        return submissions.count();
    }

    /** The other members as this replica sees them while it leads; else none. */
    public List<Peer> peers() {
        return leadership.peers().entrySet().stream().map(Replica::peer).toList();
    }

    private static Peer peer(Map.Entry<Integer, Progress> entry) {
        Progress progress = entry.getValue();
        return new Peer(
                entry.getKey(), progress.match(), progress.heardNanos(), progress.isDoubtful());
    }

    private void electionDue(Turn turn) {
        standing.standDown(turn.nowNanos);
        if (log.membership().mayCampaign(standing.self(), commitment.committed())) {
            campaign(true, turn);
        }
    }

    private void campaign(boolean trial, Turn turn) {
        if (election.begin(trial, !trial, turn)) {
            lead(turn);
        }
    }

    private void lead(Turn turn) {
        trust.elected(turn);
        leadership.begin(turn);
    }

    /** What each input does. */
    private final class Inputs implements Input.Handler {
        private final Turn turn;

        Inputs(Turn turn) {
            this.turn = turn;
        }

        @Override
        public void tick() {
            // The rest of the step looks at the time.
        }

        @Override
        public void received(int from, Message message) {
            message.accept(from, new Messages(turn));
        }

        @Override
        public void submitted(List<Submission> submitted) {
            submissions.take(submitted, turn);
        }

        @Override
        public void persisted(long ticket) {
            log.durability().persisted(ticket);
            following.persisted(turn);
        }

        @Override
        public void wanted(List<Member> members) {
            reconfiguration.want(members);
        }

        @Override
        public void stepAside() {
            handover.begin(turn.nowNanos);
        }

        @Override
        public void snapshotTaken(Input.SnapshotTaken input) {
            leadership.snapshots().taken(input);
        }

        @Override
        public void snapshotFailed() {
            leadership.snapshots().failed();
        }

        @Override
        public void snapshotInstalled(Mark mark, boolean usable) {
            following.installed(mark, usable, turn);
        }

        @Override
        public void covered(long index) {
            leadership.drop(Math.min(index, commitment.delivered()), turn);
        }
    }

    /** What each message does. */
    private final class Messages implements Message.Handler {
        private final Turn turn;

        Messages(Turn turn) {
            this.turn = turn;
        }

        @Override
        public void voteRequest(int from, Message.VoteRequest message) {
            election.requested(from, message, turn);
        }

        @Override
        public void voteReply(int from, Message.VoteReply message) {
            if (!message.granted()) {
                isCurrent(message.term());
            } else if (election.replied(from, message, turn)) {
                lead(turn);
            }
        }

        @Override
        public void append(int from, Message.Append message) {
            following.append(from, message, turn);
        }

        @Override
        public void appendReply(int from, Message.AppendReply message) {
            if (isCurrent(message.term()) && standing.isLeader()) {
                leadership.replied(from, message, turn);
            }
        }

        @Override
        public void heartbeat(int from, Message.Heartbeat message) {
            following.heartbeat(from, message, turn);
        }

        @Override
        public void committed(int from, Message.Committed message) {
            following.committed(from, message, turn);
        }

        @Override
        public void heartbeatReply(int from, Message.HeartbeatReply message) {
            if (isCurrent(message.term()) && standing.isLeader()) {
                leadership.replied(from, message, turn);
            }
        }

        @Override
        public void snapshotChunk(int from, Message.SnapshotChunk message) {
            following.snapshotChunk(from, message, turn);
        }

        @Override
        public void snapshotReply(int from, Message.SnapshotReply message) {
            if (isCurrent(message.term()) && standing.isLeader()) {
                leadership.replied(from, message, turn);
            }
        }

        @Override
        public void forward(int from, Message.Forward message) {
            boolean current = message.term() == standing.term();
            boolean member = log.membership().find(from) != null;
            if (standing.isLeader() && current && member && !handover.isUnderWay()) {
                submissions.order(from, message.requests(), turn);
            }
        }

        @Override
        public void campaignNow(int from, Message.CampaignNow message) {
            boolean fromLeader = message.term() == standing.term() && from == standing.leader();
            if (fromLeader && log.membership().isVoter(standing.self())) {
                campaign(false, turn);
            }
        }

        /** An answer from a later term ends this replica's own; one from an earlier is void. */
        private boolean isCurrent(long term) {
            if (term > standing.term()) {
                standing.enterTerm(term, turn);
                trust.enterTerm();
            }
            return term == standing.term();
        }
    }
}
