package org.jpmxcfs.transport.netty;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.raft.wire.Message;

/**
 * The nodes that this one keeps links to: the members that it was told of. A node that was told of
 * none yet is joining; one whose members are all silent may have been away while they were
 * replaced. Both listen to any node of the cluster that dials them, and dial it back, but not to
 * one that they know to have been removed.
 */
final class Neighbours {
    private final Wiring wiring;
    private final IntPredicate hasLeft;
    private final Admission admission;
    private final Map<Integer, Neighbour> byId = new HashMap<>();
    private boolean told;
    private long linkedNanos; // when a member was linked last

    /**
     * No links yet.
     *
     * @param hasLeft whether a node id was that of a member that was removed
     */
    Neighbours(Wiring wiring, IntPredicate hasLeft) {
        this.wiring = wiring;
        this.hasLeft = hasLeft;
        this.admission = new Admission(wiring.identity());
    }

    /** Keeps links to these, and to no others. */
    void connect(List<Member> others) {
        told = true;
        Map<Integer, Member> wanted = new HashMap<>();
        others.stream()
                .filter(member -> member.id() != wiring.identity().nodeId())
                .forEach(member -> wanted.put(member.id(), member));
        for (Neighbour neighbour : List.copyOf(byId.values())) {
            Member member = wanted.get(neighbour.id());
            if (member == null || !neighbour.isAt(member)) {
                drop(neighbour);
            }
        }
        wanted.values().forEach(member -> add(member, false));
    }

    /**
     * Why a node that dialled is refused; empty when it may speak.
     *
     * @param proved common name of its certificate
     */
    Optional<Frame.Refused> objection(Frame.Hello hello, String proved) {
        Optional<Member> known =
                Optional.ofNullable(byId.get(hello.nodeId())).map(Neighbour::member);
        boolean open =
                (!told || isStranded())
                        && byId.size() < Limits.MEMBERS_MAX
                        && !hasLeft.test(hello.nodeId());
        return admission.objection(hello, proved, known, open);
    }

    /** The neighbour that dialled, and to which there is no objection. */
    Neighbour of(Frame.Hello hello, InetAddress from) {
        Member here =
                new Member(
                        hello.nodeId(), hello.name(), from.getHostAddress(), hello.port(), false);
        Neighbour neighbour = byId.get(hello.nodeId());
        if (neighbour != null && neighbour.isAcquainted() && !neighbour.isAt(here)) {
            drop(neighbour);
        }
        add(here, true);
        return byId.get(hello.nodeId());
    }

    /** Does what is due. */
    void tick() {
        List.copyOf(byId.values()).forEach(Neighbour::tick);
        if (byId.values().stream().anyMatch(Neighbour::isUp)) {
            linkedNanos = wiring.time().nanos();
        }
    }

    /** Queues a message; it is lost when there is no such neighbour, link or room. */
    void send(int to, Message message) {
        Neighbour neighbour = byId.get(to);
        if (neighbour != null) {
            neighbour.send(message);
        }
    }

    /** Sends what was queued. */
    void flush() {
        byId.values().forEach(Neighbour::flush);
    }

    /** Tells all that these keys have changed. */
    void offer(List<String> keys) {
        byId.values().forEach(neighbour -> neighbour.offer(keys));
    }

    /** Ends all links for good. */
    void close() {
        List.copyOf(byId.values()).forEach(this::drop);
    }

    /** A node that is alone in its cluster misses nobody. */
    private boolean isStranded() {
        return !byId.isEmpty()
                && wiring.time().nanos() - linkedNanos > wiring.settings().strandedNanos();
    }

    private void add(Member member, boolean acquainted) {
        byId.computeIfAbsent(member.id(), id -> new Neighbour(wiring, member, acquainted));
    }

    private void drop(Neighbour neighbour) {
        byId.remove(neighbour.id());
        neighbour.close();
    }
}
