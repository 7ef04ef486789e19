package org.jpmxcfs.transport.raft.core;

import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.raft.wire.Message;

/** What one step has decided so far. */
final class Turn {
    private final List<Entry> persist = new ArrayList<>();
    private final List<Effects.Outgoing> send = new ArrayList<>();
    private final List<Effects.Delivery> deliver = new ArrayList<>();
    private final List<Effects.Refused> refuse = new ArrayList<>();
    private final List<Effects.Errand> request = new ArrayList<>();
    private Ballot ballot;
    private Mark restartAt;
    private long truncateFrom;
    private long ticket;
    private Effects.SnapshotPart part;

    final long nowNanos;

    Turn(long nowNanos) {
        this.nowNanos = nowNanos;
    }

    void ballot(Ballot newBallot) {
        ballot = newBallot;
    }

    void restartAt(Mark mark) {
        restartAt = mark;
    }

    void truncateFrom(long index) {
        truncateFrom = index;
    }

    void persist(Entry entry, long newTicket) {
        persist.add(entry);
        ticket = newTicket;
    }

    void store(Effects.SnapshotPart newPart) {
        part = newPart;
    }

    void send(int to, Message message) {
        send.add(new Effects.Outgoing(to, message));
    }

    void deliver(Entry entry, long token) {
        deliver.add(new Effects.Delivery(entry, token));
    }

    void refuse(long token, Refusal refusal) {
        refuse.add(new Effects.Refused(token, refusal));
    }

    void request(Effects.Errand errand) {
        request.add(errand);
    }

    Effects effects() {
        return new Effects(
                ballot,
                restartAt,
                truncateFrom,
                persist,
                ticket,
                part,
                send,
                deliver,
                refuse,
                request);
    }
}
