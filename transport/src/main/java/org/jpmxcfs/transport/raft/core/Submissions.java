package org.jpmxcfs.transport.raft.core;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.raft.wire.Message;
import org.jpmxcfs.transport.raft.wire.Request;

/**
 * Requests of this node under way: given to the leader, again after its silence or to its
 * successor, until this node has delivered them or their caller has waited long enough. The number
 * of a request stays the same however often it is sent, so that the state machine applies it once.
 */
final class Submissions {
    /**
     * Highest distance between the numbers of two requests under way. A state machine that
     * remembers the newest this many numbers of each origin, and takes older ones for known,
     * applies every request once.
     */
    static final int WINDOW = 256;

    private static final class Pending {
        private final Submission submission;
        private final Request request;
        private boolean sent;
        private long sentNanos;

        Pending(Submission submission, Request request) {
            this.submission = submission;
            this.request = request;
        }
    }

    private final Standing standing;
    private final Leadership leadership;
    private final Settings settings;
    private final Map<Long, Pending> pending = new LinkedHashMap<>(); // by number, which grows
    private long nextId;
    private long sentTerm; // leader and term that requests marked as sent went to
    private int sentLeader;

    Submissions(Standing standing, Leadership leadership, Settings settings, long firstRequestId) {
        this.standing = standing;
        this.leadership = leadership;
        this.settings = settings;
        this.nextId = firstRequestId;
    }

    int count() {
        return pending.size();
    }

    /** Takes requests of this node; without quorum or room they are refused at once. */
    void take(List<Submission> submissions, Turn turn) {
        for (Submission submission : submissions) {
            if (standing.leader() == 0) {
                turn.refuse(submission.token(), Refusal.NO_QUORUM);
            } else if (pending.size() >= settings.requestCountMax()) {
                turn.refuse(submission.token(), Refusal.TIMED_OUT);
            } else {
                long id = nextId++;
                Request request = new Request(id, submission.timeMillis(), submission.mutation());
                pending.put(id, new Pending(submission, request));
            }
        }
    }

    /** Orders requests of another node, as far as there is room; it sends the others again. */
    void order(int origin, List<Request> requests, Turn turn) {
        for (Request request : requests) {
            if (leadership.hasRoom()) {
                leadership.order(origin, request, turn);
            }
        }
    }

    /** The caller on this node that waits for an entry being delivered, once; 0 for none. */
    long tokenOf(Entry entry) {
        if (entry.origin() != standing.self()) {
            return 0;
        }
        Pending found = pending.remove(entry.requestId());
        return found == null ? 0 : found.submission.token();
    }

    /** Refuses what is overdue and gives the leader what it has not got, or may have lost. */
    void tend(boolean ordering, Turn turn) {
        expire(turn);
        if (standing.leader() == 0) {
            return;
        }
        boolean newLeader = sentTerm != standing.term() || sentLeader != standing.leader();
        sentTerm = standing.term();
        sentLeader = standing.leader();
        List<Request> due = due(newLeader, turn.nowNanos);
        if (due.isEmpty()) {
            return;
        }
        if (!standing.isLeader()) {
            turn.send(standing.leader(), new Message.Forward(standing.term(), due));
        } else if (ordering) {
            order(standing.self(), due, turn);
        }
    }

    private void expire(Turn turn) {
        Iterator<Pending> all = pending.values().iterator();
        while (all.hasNext()) {
            Pending request = all.next();
            if (turn.nowNanos - request.submission.deadlineNanos() >= 0) {
                turn.refuse(request.submission.token(), Refusal.TIMED_OUT);
                all.remove();
            }
        }
    }

    private List<Request> due(boolean newLeader, long nowNanos) {
        List<Request> due = new ArrayList<>();
        long bytes = 0;
        long windowEnd = Long.MAX_VALUE;
        for (Pending p : pending.values()) {
            if (windowEnd == Long.MAX_VALUE) {
                windowEnd = p.request.id() + WINDOW;
            }
            if (newLeader || nowNanos - p.sentNanos >= settings.retryNanos()) {
                p.sent = false;
            }
            boolean fits = bytes < settings.batchBytesMax() && p.request.id() < windowEnd;
            if (!p.sent && fits) {
                p.sent = true;
                p.sentNanos = nowNanos;
                bytes += Weight.of(p.request.mutation());
                due.add(p.request);
            }
        }
        return due;
    }
}
