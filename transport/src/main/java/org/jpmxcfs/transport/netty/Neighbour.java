package org.jpmxcfs.transport.netty;

import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.raft.node.LinkStatus;
import org.jpmxcfs.transport.raft.wire.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another node and the connections with it: two that this node dials, and two that it accepts. For
 * the loop thread.
 */
final class Neighbour {
    private static final Logger LOG = LoggerFactory.getLogger(Neighbour.class);

    private final Wiring wiring;
    private final Member member;
    private final boolean acquainted;
    private final DialledLink control;
    private final DialledLink bulk;
    private final Map<Lane, AcceptedLink> accepted = new EnumMap<>(Lane.class);
    private boolean met;
    private long incarnation; // the newest one heard of, when met
    private long roundTripNanos;
    private boolean up;
    private boolean reviewDue;
    private boolean closed;

    /**
     * Begins to dial.
     *
     * @param acquainted whether the node is not known to be a member, and only has proved to be of
     *     this cluster
     */
    Neighbour(Wiring wiring, Member member, boolean acquainted) {
        this.wiring = wiring;
        this.member = member;
        this.acquainted = acquainted;
        this.control = new DialledLink(wiring, this, Lane.CONTROL);
        this.bulk = new DialledLink(wiring, this, Lane.BULK);
        show();
    }

    /** Node id. */
    int id() {
        return member.id();
    }

    /** Who the node is, and where. */
    Member member() {
        return member;
    }

    /** Whether the node is not known to be a member. */
    boolean isAcquainted() {
        return acquainted;
    }

    /** Name and address for messages. */
    String text() {
        InetSocketAddress address =
                InetSocketAddress.createUnresolved(member.address(), member.port());
        return member.name() + " (" + OneLine.of(address) + ")";
    }

    /** Whether messages pass both ways, as of the last review. */
    boolean isUp() {
        return up;
    }

    /** Whether a node with this name, address and port is this one. */
    boolean isAt(Member other) {
        return other.id() == member.id()
                && other.name().equals(member.name())
                && other.address().equals(member.address())
                && other.port() == member.port();
    }

    /** Does what is due. */
    void tick() {
        control.tick();
        bulk.tick();
        List.copyOf(accepted.values()).forEach(AcceptedLink::tick);
    }

    /** Queues a message on its lane; without room or link it is lost. */
    void send(Message message) {
        (Lane.of(message) == Lane.CONTROL ? control : bulk).write(new Frame.Carried(message));
    }

    /** Sends what was queued. */
    void flush() {
        control.flush();
        bulk.flush();
    }

    /** Tells the node that these keys have changed. */
    void offer(Iterable<String> keys) {
        control.offer(keys);
    }

    /** The node has dialled this one and may speak; it replaces an earlier connection. */
    void accepted(AcceptedLink fresh, Lane lane) {
        AcceptedLink earlier = accepted.put(lane, fresh);
        if (earlier != null) {
            earlier.end("");
        }
        changed();
    }

    /** A connection that the node dialled has come to an end. */
    void left(AcceptedLink gone) {
        accepted.values().remove(gone);
        changed();
    }

    /**
     * The node said which life of it this is. In a new one, what the earlier one had published is
     * void, and connections with that one are dead.
     *
     * @param teller the link that it was said on; null for one that was accepted just now
     */
    void met(long newest, DialledLink teller) {
        boolean restarted = met && newest != incarnation;
        met = true;
        incarnation = newest;
        if (!restarted) {
            return;
        }
        List.copyOf(accepted.values()).forEach(link -> link.end(""));
        for (DialledLink link : List.of(control, bulk)) {
            if (link != teller) {
                link.redial("the node was restarted");
            }
        }
        review();
        wiring.listener().restarted(id());
    }

    /** Takes a measured round trip. */
    void roundTrip(long nanos) {
        roundTripNanos = nanos;
        show();
    }

    /**
     * A connection has begun or ended. What follows from it is done later: the caller may be in the
     * midst of a step of the replica.
     */
    void changed() {
        if (!reviewDue) {
            reviewDue = true;
            wiring.loop().execute(this::review);
        }
    }

    /** Ends all connections for good. */
    void close() {
        closed = true;
        List.copyOf(accepted.values()).forEach(link -> link.end(""));
        control.close();
        bulk.close();
        wiring.board().remove(id());
        wiring.log().forget(id());
        changed();
    }

    private void review() {
        reviewDue = false;
        boolean passes =
                !closed
                        && control.isReady()
                        && bulk.isReady()
                        && accepted.size() == Lane.values().length;
        if (passes == up) {
            return;
        }
        up = passes;
        show();
        if (up) {
            LOG.info("linked with {}", text());
            wiring.log().forget(id());
        }
        wiring.listener().changed(id(), up);
    }

    private void show() {
        if (!closed) {
            wiring.board().put(id(), new LinkStatus(up, roundTripNanos));
        }
    }
}
