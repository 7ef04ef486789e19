package org.jpmxcfs.transport.raft.core;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Invariants;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.transport.raft.wire.Message;
import org.jpmxcfs.transport.raft.wire.Request;

/** What a leader does: appends, replicates, commits, and notices when it has lost its majority. */
final class Leadership {
    /** The journal is kept for a peer that lives but lags, up to this many entries. */
    private static final long LAG_COUNT_MAX = 100_000;

    private final Standing standing;
    private final Log log;
    private final Commitment commitment;
    private final CommitRule commitRule;
    private final Settings settings;
    private final Arbiter arbiter;
    private final SnapshotSending snapshots;
    private final Map<Integer, Progress> peers = new TreeMap<>(); // by node id, without this one
    private final Backlog backlog = new Backlog();
    private boolean active;
    private long openedAt; // index of the entry that opened this leader's term
    private long heartbeatAtNanos;
    private long settledIndex; // committed at the last heartbeat
    private boolean owesNotices; // a peer may not know yet what is committed
    private long noticeAtNanos; // when it is told, unless a message with entries does before

    Leadership(
            Standing standing,
            Log log,
            Commitment commitment,
            CommitRule commitRule,
            Settings settings,
            Source source,
            Arbiter arbiter) {
        this.standing = standing;
        this.log = log;
        this.commitment = commitment;
        this.commitRule = commitRule;
        this.settings = settings;
        this.arbiter = arbiter;
        this.snapshots = new SnapshotSending(standing, log, settings, source);
    }

    boolean isActive() {
        return active;
    }

    Map<Integer, Progress> peers() {
        return peers;
    }

    SnapshotSending snapshots() {
        return snapshots;
    }

    /** Whether an entry of the own term is committed and delivered, as membership changes need. */
    boolean isEstablished() {
        return active && commitment.delivered() >= openedAt;
    }

    boolean hasRoom() {
        return backlog.bytes() < settings.backlogBytesMax();
    }

    /** Takes over: the new term is opened with an entry of its own (3.6.2, 6.4). */
    void begin(Turn turn) {
        standing.lead();
        arbiter.leading();
        active = true;
        owesNotices = false;
        peers.clear();
        backlog.clear();
        heartbeatAtNanos = turn.nowNanos;
        openedAt = log.lastIndex() + 1;
        reconcilePeers(turn.nowNanos);
        append(standing.self(), 0, 0, new Mutation.TermOpened(), turn);
    }

    void end() {
        active = false;
        peers.clear();
        snapshots.end();
    }

    /** Puts what becomes of a request into the order. */
    void order(int origin, Request request, Turn turn) {
        Mutation decided = arbiter.decide(request.mutation());
        append(origin, request.id(), request.timeMillis(), decided, turn);
    }

    /** Puts a mutation into the order. */
    void append(int origin, long requestId, long timeMillis, Mutation mutation, Turn turn) {
        long index = log.lastIndex() + 1;
        log.append(
                new Entry(index, standing.term(), origin, requestId, timeMillis, mutation), turn);
        backlog.add(index, origin, Weight.of(mutation));
    }

    /** Whether peers are to be told in a while what is committed. */
    boolean owesNotices() {
        return active && owesNotices;
    }

    /** Commits what a majority has, if an entry of the own term is among it (3.6.2). */
    void commit(Turn turn) {
        long reached = Quorum.reachedByMajority(log.membership().members(), this::matchOf);
        if (reached > commitment.committed()
                && commitRule.allows(log.termAt(reached), standing.term())) {
            commitment.advance(reached);
            backlog.committed(reached, this::hurry);
            if (!owesNotices) {
                owesNotices = true;
                noticeAtNanos = turn.nowNanos + settings.noticeNanos();
            }
        }
    }

    /** Somebody on that node waits for an entry which is committed now. */
    private void hurry(int origin) {
        Progress peer = peers.get(origin);
        if (peer != null) {
            peer.hurry();
        }
    }

    /**
     * Sends what is due to every peer. Steps down when no majority was heard for a whole election
     * timeout (6.2).
     */
    void tend(Turn turn) {
        long now = turn.nowNanos;
        reconcilePeers(now);
        if (now - heartbeatAtNanos >= 0) {
            heartbeatAtNanos = now + settings.heartbeatNanos();
            settledIndex = commitment.committed();
            if (!hearsMajorityOf(log.membership().members(), now)) {
                standing.standDown(now);
                end();
                return;
            }
            peers.forEach((id, peer) -> heartbeat(id, peer, turn));
        }
        peers.forEach((id, peer) -> replicate(id, peer, turn));
        if (now - noticeAtNanos >= 0) {
            owesNotices = false;
        }
        if (log.membership().changedAt() <= commitment.committed()) {
            peers.keySet().removeIf(id -> log.membership().find(id) == null);
        }
    }

    boolean hearsMajorityOf(List<Member> members, long nowNanos) {
        return Quorum.isMajority(members, id -> hears(id, nowNanos));
    }

    boolean hears(int id, long nowNanos) {
        Progress peer = peers.get(id);
        return id == standing.self()
                || (peer != null && nowNanos - peer.heardNanos() < settings.electionMaxNanos());
    }

    /** Whether a peer has all that was committed a heartbeat ago, and can be relied on (4.2.1). */
    boolean hasCaughtUp(int id, long nowNanos) {
        Progress peer = peers.get(id);
        return peer != null
                && hears(id, nowNanos)
                && !peer.isDoubtful()
                && peer.incarnation() != 0
                && peer.match() >= settledIndex;
    }

    /** A peer answered in this term: its progress, or null when it is no member. */
    Progress heard(int from, long incarnation, boolean doubtful, Turn turn) {
        Progress peer = peers.get(from);
        if (peer != null) {
            if (peer.heard(incarnation, doubtful, log.lastIndex(), turn.nowNanos)) {
                snapshots.forget(from);
            }
        }
        return peer;
    }

    void replied(int from, Message.AppendReply reply, Turn turn) {
        Progress peer = heard(from, reply.incarnation(), reply.doubtful(), turn);
        if (peer == null) {
            return;
        }
        if (reply.accepted()) {
            accepted(from, peer, reply.index(), turn);
        } else {
            long hint = log.newestWithTermUpTo(reply.indexTerm(), reply.index());
            peer.refused(reply.prevIndex(), hint);
        }
    }

    void replied(int from, Message.HeartbeatReply reply, Turn turn) {
        Progress peer = heard(from, reply.incarnation(), reply.doubtful(), turn);
        if (peer != null && reply.index() > peer.match()) {
            accepted(from, peer, reply.index(), turn);
        }
    }

    void replied(int from, Message.SnapshotReply reply, Turn turn) {
        Progress peer = heard(from, reply.incarnation(), isDoubtful(from), turn);
        if (peer != null && peer.mode() == Progress.Mode.SNAPSHOT) {
            if (snapshots.replied(from, reply, turn.nowNanos)) {
                accepted(from, peer, reply.markIndex(), turn);
            }
        }
    }

    /** Forgets entries that a durable state covers, except those that a live peer still needs. */
    void drop(long upTo, Turn turn) {
        long keepAfter = upTo;
        for (Map.Entry<Integer, Progress> peer : peers.entrySet()) {
            long match = peer.getValue().match();
            boolean needed = match >= log.mark().index() && log.lastIndex() - match < LAG_COUNT_MAX;
            if (needed && hears(peer.getKey(), turn.nowNanos)) {
                keepAfter = Math.min(keepAfter, match);
            }
        }
        keepAfter = Math.min(keepAfter, snapshots.neededAfter());
        if (keepAfter > log.mark().index()) {
            log.dropUpTo(keepAfter, turn);
        }
    }

    private boolean isDoubtful(int id) {
        return peers.containsKey(id) && peers.get(id).isDoubtful();
    }

    private void accepted(int id, Progress peer, long index, Turn turn) {
        Invariants.check(
                index <= log.lastIndex(), "peer has %d, last is %d", index, log.lastIndex());
        peer.accepted(index, turn.nowNanos);
        if (peer.mode() == Progress.Mode.SNAPSHOT && peer.match() >= log.mark().index()) {
            snapshots.forget(id);
            peer.probe(peer.match() + 1);
        }
    }

    private long matchOf(int id) {
        if (id == standing.self()) {
            return log.durability().index();
        }
        Progress peer = peers.get(id);
        return peer == null || peer.isDoubtful() ? 0 : peer.match();
    }

    /** A removed peer stays until its removal is committed, so that it hears of that. */
    private void reconcilePeers(long nowNanos) {
        for (Member member : log.membership().members()) {
            if (member.id() != standing.self()) {
                peers.computeIfAbsent(
                        member.id(), id -> new Progress(log.lastIndex() + 1, nowNanos));
            }
        }
    }

    private void heartbeat(int id, Progress peer, Turn turn) {
        if (peer.isStalled(settings.retryNanos(), turn.nowNanos)) {
            peer.retry();
        }
        peer.sentCommitted(commitment.committed());
        turn.send(
                id,
                new Message.Heartbeat(
                        standing.term(),
                        commitment.committed(),
                        log.lastIndex(),
                        peer.incarnation()));
    }

    private void replicate(int id, Progress peer, Turn turn) {
        while (peer.isReady(settings.windowBytesMax())) {
            boolean probe = peer.mode() == Progress.Mode.PROBE;
            if (peer.next() > log.lastIndex() && !probe) {
                break;
            }
            if (log.termAt(peer.next() - 1) == Log.UNKNOWN) {
                peer.awaitSnapshot();
                break;
            }
            sendEntries(id, peer, turn);
        }
        if (peer.mode() == Progress.Mode.SNAPSHOT) {
            snapshots.tend(id, turn);
        }
        if (peer.sentCommitted() < commitment.committed() && isNoticeDue(id, peer, turn)) {
            peer.sentCommitted(commitment.committed());
            turn.send(id, new Message.Committed(standing.term(), commitment.committed()));
        }
    }

    /** Most peers hear it from the next entries; not those that wait for it, or hear no more. */
    private boolean isNoticeDue(int id, Progress peer, Turn turn) {
        return peer.isHurried()
                || turn.nowNanos - noticeAtNanos >= 0
                || log.membership().find(id) == null;
    }

    private void sendEntries(int id, Progress peer, Turn turn) {
        long prev = peer.next() - 1;
        List<Entry> entries = List.of();
        if (prev < log.lastIndex()) {
            entries = log.entries(peer.next(), settings.batchBytesMax(), settings.batchCountMax());
        }
        int bytes = 0;
        for (Entry entry : entries) {
            bytes += Weight.of(entry);
        }
        peer.sent(prev + entries.size(), bytes, turn.nowNanos);
        peer.sentCommitted(commitment.committed());
        turn.send(
                id,
                new Message.Append(
                        standing.term(),
                        prev,
                        log.termAt(prev),
                        commitment.committed(),
                        log.lastIndex(),
                        peer.incarnation(),
                        entries));
    }
}
