package org.jpmxcfs.transport.raft.core;

import java.util.List;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Invariants;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.transport.raft.wire.Message;

/** What a follower does: makes its journal equal to the leader's (3.5). */
final class Following {
    private final Standing standing;
    private final Log log;
    private final Commitment commitment;
    private final Trust trust;
    private final SnapshotReceiving receiving;
    private long matchedTerm;
    private long heardCommitted; // highest index that a leader said is committed
    private long matchedIndex; // the journal equals that of the leader of matchedTerm up to here

    Following(Standing standing, Log log, Commitment commitment, Trust trust) {
        this.standing = standing;
        this.log = log;
        this.commitment = commitment;
        this.trust = trust;
        this.receiving = new SnapshotReceiving(log, commitment);
    }

    void append(int from, Message.Append append, Turn turn) {
        if (!follow(from, append.term(), turn)) {
            reply(from, append.prevIndex(), false, 0, 0, turn);
            return;
        }
        trust.heardLeader(append.echo(), append.lastIndex());
        if (receiving.isInstalling()) {
            return;
        }
        long prev = append.prevIndex();
        if (prev > commitment.committed() && log.termAt(prev) != append.prevTerm()) {
            long hint = log.newestWithTermUpTo(append.prevTerm(), prev);
            long hintTerm = Math.max(0, log.termAt(hint));
            reply(from, prev, false, hint, hintTerm, turn);
            return;
        }
        take(append.entries(), turn);
        match(Math.max(commitment.committed(), prev + append.entries().size()));
        learnCommitted(append.committed());
        if (durableMatch() == matched()) {
            reply(from, prev, true, durableMatch(), 0, turn);
        }
        trust.caughtUp(durableMatch(), turn);
    }

    void heartbeat(int from, Message.Heartbeat heartbeat, Turn turn) {
        if (follow(from, heartbeat.term(), turn)) {
            trust.heardLeader(heartbeat.echo(), heartbeat.lastIndex());
            if (!receiving.isInstalling()) {
                learnCommitted(heartbeat.committed());
                trust.caughtUp(durableMatch(), turn);
            }
        }
        turn.send(
                from,
                new Message.HeartbeatReply(
                        standing.term(), durableMatch(), trust.incarnation(), trust.isDoubtful()));
    }

    void committed(int from, Message.Committed committed, Turn turn) {
        if (follow(from, committed.term(), turn) && !receiving.isInstalling()) {
            learnCommitted(committed.committed());
        }
    }

    void snapshotChunk(int from, Message.SnapshotChunk chunk, Turn turn) {
        boolean installed = follow(from, chunk.term(), turn) && receiving.take(chunk, turn);
        if (installed) {
            match(Math.max(chunk.mark().index(), commitment.committed()));
        }
        long received = receiving.receivedBytes(chunk);
        snapshotReply(from, chunk.mark().index(), received, installed, turn);
    }

    /** The received snapshot was checked; the leader hears how it went. */
    void installed(Mark mark, boolean usable, Turn turn) {
        if (receiving.installed(mark, usable, turn) && standing.role() == Role.FOLLOWER) {
            if (usable) {
                match(mark.index());
                trust.caughtUp(durableMatch(), turn);
            }
            if (standing.leader() != 0) {
                snapshotReply(standing.leader(), mark.index(), 0, usable, turn);
            }
        }
    }

    /** More of the journal is durable. */
    void persisted(Turn turn) {
        if (standing.role() == Role.FOLLOWER && standing.leader() != 0 && matched() > 0) {
            reply(standing.leader(), matched(), true, durableMatch(), 0, turn);
            trust.caughtUp(durableMatch(), turn);
        }
    }

    /**
     * Follows the sender if it leads the newest term known here.
     *
     * @return false when its term has passed; it hears so from the answer
     */
    private boolean follow(int from, long term, Turn turn) {
        if (term < standing.term()) {
            return false;
        }
        if (term > standing.term()) {
            standing.enterTerm(term, turn);
            trust.enterTerm();
        }
        standing.follow(from, turn);
        return true;
    }

    /** Keeps entries that are there, and replaces those that differ with all after them. */
    private void take(List<Entry> entries, Turn turn) {
        for (Entry entry : entries) {
            if (entry.index() <= commitment.committed()
                    || log.termAt(entry.index()) == entry.term()) {
                continue;
            }
            if (entry.index() <= log.lastIndex()) {
                Invariants.check(
                        entry.index() > matched(),
                        "replacement at %d, matched up to %d",
                        entry.index(),
                        matched());
                log.truncateFrom(entry.index(), turn);
            }
            log.append(entry, turn);
        }
    }

    private void match(long index) {
        matchedIndex = Math.max(matched(), index);
        matchedTerm = standing.term();
    }

    /** Up to where the journal equals the leader's; what is committed equals every leader's. */
    private long matched() {
        return matchedTerm == standing.term()
                ? Math.max(matchedIndex, commitment.committed())
                : commitment.committed();
    }

    private long durableMatch() {
        return Math.min(matched(), log.durability().index());
    }

    /** It can be heard before the entries are here, on another connection. */
    private void learnCommitted(long leaderCommitted) {
        heardCommitted = Math.max(heardCommitted, leaderCommitted);
        commitment.advance(Math.min(heardCommitted, matched()));
    }

    private void reply(
            int to, long prevIndex, boolean accepted, long index, long indexTerm, Turn turn) {
        turn.send(
                to,
                new Message.AppendReply(
                        standing.term(),
                        accepted,
                        prevIndex,
                        index,
                        indexTerm,
                        trust.incarnation(),
                        trust.isDoubtful()));
    }

    private void snapshotReply(
            int to, long markIndex, long receivedBytes, boolean installed, Turn turn) {
        turn.send(
                to,
                new Message.SnapshotReply(
                        standing.term(), markIndex, receivedBytes, installed, trust.incarnation()));
    }
}
