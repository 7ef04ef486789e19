package org.jpmxcfs.transport.corosync.sync;

import java.util.Arrays;
import org.jpmxcfs.transport.corosync.wire.DcdbMessage;
import org.jpmxcfs.transport.corosync.wire.Epoch;
import org.jpmxcfs.transport.corosync.wire.Peer;

/**
 * Whether the trees of all members are the same at one place of the order. Who asks names the
 * place; all take a checksum there, and compare it with that of the asker.
 */
final class Verification {
    /** What this is told to do. */
    interface Orders {
        /** Take a checksum of the tree as it is now. */
        void takeChecksum(long ticket);

        /** Tell the others this checksum. */
        void tell(long id, byte[] checksum);

        /** This is how the comparison with the asker has come out. */
        void compared(Peer asker, boolean matches);
    }

    private final Orders orders;
    private long lastId; // of the requests of this node
    private boolean isUnderWay; // a request of this node is sent and not back
    private long answeredId; // the request that was delivered last
    private Epoch epoch = Epoch.NONE; // of that request
    private Peer asker;
    private byte[] checksum; // of this node at that place; null until taken
    private byte[] asked; // the asker's, when it came before this node's own was taken
    private boolean isOwn;
    private long lastTicket;

    Verification(Orders orders) {
        this.orders = orders;
    }

    /** The members have changed: no comparison will come to an end. */
    void forget() {
        isUnderWay = false;
        epoch = Epoch.NONE;
        checksum = null;
        asked = null;
    }

    /** Whether a request of this node has not come back yet. */
    boolean isUnderWay() {
        return isUnderWay;
    }

    /**
     * The id of a new request. Those of the lowest node count from 1, as with pmxcfs; those of
     * another node never meet them: a checksum must not be compared with one of another place.
     */
    long request(Peer self, boolean isLowest) {
        isUnderWay = true;
        lastId++;
        return isLowest ? lastId : ((long) self.nodeId() << 32) | lastId;
    }

    /** A request has come to its place in the order. */
    void requested(Peer from, Peer self, DcdbMessage.VerifyRequest request) {
        answeredId = request.id();
        epoch = request.epoch();
        asker = from;
        isOwn = from.equals(self);
        isUnderWay &= !isOwn;
        checksum = null;
        asked = null;
        orders.takeChecksum(++lastTicket);
    }

    /** The checksum that was to be taken. */
    void taken(long ticket, byte[] ownChecksum) {
        if (ticket != lastTicket || epoch.equals(Epoch.NONE)) {
            return;
        }
        checksum = ownChecksum;
        if (isOwn) {
            orders.tell(answeredId, checksum);
        }
        if (asked != null) {
            compare(asked);
        }
    }

    /** What an asker's checksum was. */
    void told(DcdbMessage.Verify message) {
        if (message.id() != answeredId || !message.epoch().equals(epoch)) {
            return;
        }
        if (checksum == null) {
            asked = message.checksum();
        } else {
            compare(message.checksum());
        }
    }

    private void compare(byte[] other) {
        asked = null;
        orders.compared(asker, Arrays.equals(checksum, other));
    }
}
