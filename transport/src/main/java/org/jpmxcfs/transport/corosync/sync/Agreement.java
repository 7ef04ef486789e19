package org.jpmxcfs.transport.corosync.sync;

import java.util.List;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.transport.corosync.wire.Envelope;
import org.jpmxcfs.transport.corosync.wire.Epoch;
import org.jpmxcfs.transport.corosync.wire.MessageType;
import org.jpmxcfs.transport.corosync.wire.Peer;

/**
 * What both groups have in common: how the members come to the same state after each change of the
 * membership, and which message is due when. All members see the same changes and messages in the
 * same order, and decide by these rules alone.
 */
final class Agreement {
    private static final byte[] NOTHING = {};

    private final int version;
    private final Part part;
    private final Outlet outlet;
    private final MessageQueue queue = new MessageQueue();
    private Peer self = new Peer(0, 0);
    private Mode mode = Mode.START;
    private Roster roster; // null until the first change of the membership
    private Epoch epoch = Epoch.NONE;
    private int epochCounter;
    private Moment now = new Moment(0, 0);
    private String leaveReason = "";

    /**
     * An agreement that has not joined.
     *
     * @param version of the protocol that is spoken
     */
    Agreement(int version, Part part, Outlet outlet) {
        this.version = version;
        this.part = part;
        this.outlet = outlet;
    }

    /** What follows happens now. */
    void setNow(Moment moment) {
        now = moment;
    }

    Moment now() {
        return now;
    }

    Mode mode() {
        return mode;
    }

    Peer self() {
        return self;
    }

    Epoch epoch() {
        return epoch;
    }

    /** The members; empty before the first change. */
    List<Peer> members() {
        return roster == null ? List.of() : roster.peers();
    }

    /** Whether this node has the lowest id of the members. */
    boolean isLowest() {
        return roster != null && roster.lowestNodeId() == self.nodeId();
    }

    /** Why the group is being left. */
    String leaveReason() {
        return leaveReason;
    }

    /** Begins anew with a handle that is about to join. */
    void join(Peer newSelf) {
        if (!mode.canRejoin()) {
            return;
        }
        self = newSelf;
        queue.clear();
        part.abandonUpdate();
        roster = null;
        setMode(Mode.START);
    }

    /** The members have changed. */
    void membersChanged(List<Peer> members, List<Peer> joined) {
        epochCounter++;
        epoch = new Epoch(epochCounter, now.wireSeconds(), self.nodeId(), self.pid());
        queue.dropAfterUpdate();
        if (mode.isError()) {
            return;
        }
        part.abandonUpdate();
        roster = new Roster(members);
        if (!roster.contains(self)) {
            if (mode != Mode.START) {
                leave("this node is no longer a member");
            }
            return;
        }
        part.membersChanged(roster);
        if (roster.count() > 1) {
            synchronise(!joined.isEmpty());
        } else {
            roster.setAllSynced();
            setMode(Mode.SYNCED);
            part.allSynced(roster);
            deliverQueue();
        }
    }

    private void synchronise(boolean somebodyJoined) {
        if (somebodyJoined && !queue.isEmpty()) {
            // Who joined has not got them: all drop what they have, and each sends its own again.
            for (MessageQueue.Queued queued : queue.byCount()) {
                if (queued.from().equals(self)) {
                    outlet.multicast(queued.message());
                }
            }
            queue.clear();
        }
        setMode(Mode.START_SYNC);
        if (isLowest()) {
            sendSync(MessageType.SYNC_START, NOTHING);
        }
    }

    /** A message has come. */
    void delivered(Peer from, byte[] bytes) {
        if (mode.isError()) {
            return;
        }
        try {
            Envelope message = Envelope.decode(bytes);
            if (message.version() != version) {
                otherVersion(from, message);
            } else if (message.type() == MessageType.NORMAL) {
                normal(from, message);
            } else if (message.type() == MessageType.SYNC_START || message.epoch().equals(epoch)) {
                sync(from, message);
            }
        } catch (MalformedException e) {
            leave("message of " + from + ": " + e.getMessage());
        }
    }

    private void otherVersion(Peer from, Envelope message) {
        if (Integer.compareUnsigned(message.version(), version) > 0) {
            leaveReason =
                    "node "
                            + from.nodeId()
                            + " speaks version "
                            + message.version()
                            + " of the protocol, this node "
                            + version;
            setMode(Mode.VERSION_ERROR);
        }
    }

    private void normal(Peer from, Envelope message) throws MalformedException {
        if (mode == Mode.SYNCED) {
            part.deliver(from, message);
            return;
        }
        Roster.Member sender = roster == null ? null : roster.find(from);
        if (sender == null) {
            throw new MalformedException("the sender is no member");
        }
        MessageQueue.Queued queued = new MessageQueue.Queued(from, message);
        if (mode == Mode.UPDATE && sender.isSynced()) {
            queue.addAfterUpdate(queued);
        } else {
            queue.addByCount(queued);
        }
    }

    private void sync(Peer from, Envelope message) throws MalformedException {
        switch (mode) {
            case START_SYNC -> startSync(from, message);
            case SYNCED -> synced(from, message);
            case UPDATE -> update(from, message);
            default -> throw unexpected(message);
        }
    }

    private void startSync(Peer from, Envelope message) throws MalformedException {
        if (message.type() == MessageType.SYNC_START) {
            epoch = message.epoch();
            roster.dropStates();
            part.sendState();
        } else if (message.type() == MessageType.STATE) {
            state(from, message);
        } else {
            throw unexpected(message);
        }
    }

    private void state(Peer from, Envelope message) throws MalformedException {
        Roster.Member member = roster.find(from);
        if (member == null || member.state() != null) {
            throw new MalformedException(
                    member == null ? "state of a stranger" : "a second state of the same member");
        }
        member.setState(message.payload());
        if (!roster.hasAllStates()) {
            return;
        }
        part.statesIn(roster);
        if (mode.isError()) {
            return;
        }
        boolean isSynced = roster.find(self).isSynced();
        setMode(isSynced ? Mode.SYNCED : Mode.UPDATE);
        if (isSynced) {
            roster.dropStates();
        }
        if (isSynced && roster.synced().size() == roster.count()) {
            part.allSynced(roster);
        }
        deliverQueue();
    }

    private void synced(Peer from, Envelope message) throws MalformedException {
        if (message.type() == MessageType.UPDATE_COMPLETE) {
            boolean wasMixed = roster.synced().size() < roster.count();
            roster.setAllSynced();
            if (wasMixed) {
                part.allSynced(roster);
            }
            deliverQueue();
        } else if (message.type() == MessageType.VERIFY_REQUEST
                || message.type() == MessageType.VERIFY) {
            part.verification(from, message);
        }
    }

    private void update(Peer from, Envelope message) throws MalformedException {
        if (message.type() == MessageType.UPDATE) {
            part.updateIn(from, message);
        } else if (message.type() == MessageType.UPDATE_COMPLETE) {
            part.updateComplete();
        } else {
            throw unexpected(message);
        }
    }

    /** What the leader sent is taken over: this node is in step with it. */
    void updated() {
        roster.setAllSynced();
        setMode(Mode.SYNCED);
        part.allSynced(roster);
        for (MessageQueue.Queued next = queue.nextAfterUpdate();
                next != null && mode == Mode.SYNCED;
                next = queue.nextAfterUpdate()) {
            deliverNow(next);
        }
        if (mode == Mode.SYNCED) {
            deliverQueue();
            roster.dropStates();
        }
    }

    private void deliverQueue() {
        queue.keep(
                queued -> {
                    Roster.Member sender = roster.find(queued.from());
                    if (sender == null) {
                        return false;
                    }
                    return mode.isError() || !sender.isSynced() || !isTaken(queued);
                });
    }

    private boolean isTaken(MessageQueue.Queued queued) {
        if (mode == Mode.UPDATE) {
            queue.addAfterUpdate(queued);
        } else {
            deliverNow(queued);
        }
        return true;
    }

    private void deliverNow(MessageQueue.Queued queued) {
        try {
            part.deliver(queued.from(), queued.message());
        } catch (MalformedException e) {
            leave("message of " + queued.from() + ": " + e.getMessage());
        }
    }

    /** Sends a message of the present synchronisation. */
    void sendSync(MessageType type, byte[] payload) {
        outlet.multicast(Envelope.sync(version, type, now.wireSeconds(), epoch, payload));
    }

    /** Leaves the group, to join it anew. */
    void leave(String reason) {
        fail(Mode.LEAVE, reason);
    }

    /** Leaves the group; an error mode is only ever followed by a worse one. */
    void fail(Mode error, String reason) {
        if (error.number() > mode.number()) {
            leaveReason = reason;
            setMode(error);
        }
    }

    private void setMode(Mode next) {
        if (next == mode) {
            return;
        }
        mode = next;
        if (mode.isError()) {
            queue.dropAfterUpdate();
            part.abandonUpdate();
            if (roster != null) {
                roster.dropStates();
            }
        }
        part.modeChanged(mode);
    }

    private static MalformedException unexpected(Envelope message) {
        return new MalformedException("unexpected " + message.type());
    }
}
