package org.jpmxcfs.transport.raft.core;

import java.util.Map;
import org.jpmxcfs.transport.raft.wire.Message;

/**
 * Hands leadership to the peer that is furthest: it is brought up to date while nothing new is
 * ordered, then told to start an election at once (3.10).
 */
final class Handover {
    private final Standing standing;
    private final Log log;
    private final Leadership leadership;
    private final Settings settings;
    private int successor; // 0 when no handover is under way
    private boolean told;
    private long abandonAtNanos;

    Handover(Standing standing, Log log, Leadership leadership, Settings settings) {
        this.standing = standing;
        this.log = log;
        this.leadership = leadership;
        this.settings = settings;
    }

    boolean isUnderWay() {
        return successor != 0;
    }

    /** Begins, if there is a voter that could take over. */
    void begin(long nowNanos) {
        if (!leadership.isActive() || isUnderWay()) {
            return;
        }
        long furthest = -1;
        for (Map.Entry<Integer, Progress> peer : leadership.peers().entrySet()) {
            int id = peer.getKey();
            boolean able = log.membership().isVoter(id) && leadership.hasCaughtUp(id, nowNanos);
            if (able && peer.getValue().match() > furthest) {
                furthest = peer.getValue().match();
                successor = id;
            }
        }
        told = false;
        abandonAtNanos = nowNanos + settings.electionMaxNanos();
    }

    /** Tells the successor once it has everything; gives up after an election timeout. */
    void tend(Turn turn) {
        if (!isUnderWay()) {
            return;
        }
        Progress peer = leadership.peers().get(successor);
        boolean overdue = turn.nowNanos - abandonAtNanos >= 0;
        if (!leadership.isActive() || peer == null || overdue) {
            successor = 0;
        } else if (!told && peer.match() == log.lastIndex()) {
            told = true;
            turn.send(successor, new Message.CampaignNow(standing.term()));
        }
    }
}
