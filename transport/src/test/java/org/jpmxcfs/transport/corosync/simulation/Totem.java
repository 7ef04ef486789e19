package org.jpmxcfs.transport.corosync.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jpmxcfs.transport.corosync.wire.Peer;

/**
 * A simulated Corosync. Hosts that see each other form a ring; a ring puts what its hosts send into
 * one order, and every host takes it from there at its own pace. When hosts part or meet, those
 * that go on together first come to the same place of the old order.
 */
final class Totem {
    /** A handle that has joined the group; a later handle of the same process is another one. */
    record Handle(Peer peer, int number) {}

    /** What a ring has put in order. */
    sealed interface Event {
        /** A message. */
        record Message(Peer from, byte[] bytes) implements Event {}

        /** The members have changed. */
        record Change(Set<Handle> members, Set<Handle> joined) implements Event {}
    }

    /** What a host wants put in order. */
    sealed interface Wish {
        /** A message to send. */
        record Send(Handle from, byte[] bytes) implements Wish {}

        /** A handle joins. */
        record Join(Handle handle) implements Wish {}

        /** A handle leaves. */
        record Leave(Handle handle) implements Wish {}
    }

    /** A machine. */
    static final class Host {
        private final int id;
        private final ArrayDeque<Wish> outgoing = new ArrayDeque<>();
        private final ArrayDeque<Event> inbox = new ArrayDeque<>();
        private Ring ring;
        private int received; // how much of the ring's order it has
        private int side;
        private boolean isUp = true;
        private Handle listener; // whom the inbox is for; null for nobody
        private boolean hasJoined; // the listener's join has been received

        private Host(int id) {
            this.id = id;
        }

        int id() {
            return id;
        }

        boolean isUp() {
            return isUp;
        }

        int ringSize() {
            return ring == null ? 0 : ring.hosts.size();
        }

        boolean hasEvent() {
            return !inbox.isEmpty();
        }

        Event nextEvent() {
            return inbox.remove();
        }

        void wish(Wish wish) {
            outgoing.add(wish);
        }

        /** From here on, events are for this handle, from its own join on. */
        void listen(Handle handle) {
            inbox.clear();
            listener = handle;
            hasJoined = false;
        }

        private void take(Event event) {
            if (listener == null) {
                return;
            }
            boolean isMember =
                    event instanceof Event.Change change && change.members.contains(listener);
            boolean isFirst =
                    event instanceof Event.Change change && change.joined.contains(listener);
            if (isFirst) {
                hasJoined = true;
            }
            if (hasJoined && (isMember || event instanceof Event.Message)) {
                inbox.add(event);
            }
        }
    }

    private static final class Ring {
        private final List<Host> hosts = new ArrayList<>();
        private final List<Event> order = new ArrayList<>();
        private final Set<Handle> first; // members at its beginning

        private Ring(Set<Handle> first) {
            this.first = first;
        }

        private Set<Handle> membersAt(int place) {
            for (int i = place - 1; i >= 0; i--) {
                if (order.get(i) instanceof Event.Change change) {
                    return change.members;
                }
            }
            return first;
        }

        /** Whether the token goes round: all hosts are up and see each other. */
        private boolean isWhole() {
            int side = hosts.get(0).side;
            return hosts.stream().allMatch(h -> h.isUp && h.side == side && h.ring == this);
        }
    }

    private final List<Host> hosts = new ArrayList<>();
    private final RandomGenerator random;

    Totem(int hostCount, RandomGenerator random) {
        this.random = random;
        Ring ring = new Ring(Set.of());
        for (int id = 1; id <= hostCount; id++) {
            Host host = new Host(id);
            host.ring = ring;
            ring.hosts.add(host);
            hosts.add(host);
        }
    }

    List<Host> hosts() {
        return hosts;
    }

    /** Puts the next wish of this host in order, if its ring is whole. */
    boolean order(Host host) {
        if (host.ring == null || host.outgoing.isEmpty() || !host.ring.isWhole()) {
            return false;
        }
        Ring ring = host.ring;
        Set<Handle> members = ring.membersAt(ring.order.size());
        Wish wish = host.outgoing.remove();
        if (wish instanceof Wish.Send send) {
            if (members.contains(send.from)) {
                ring.order.add(new Event.Message(send.from.peer, send.bytes));
            }
        } else if (wish instanceof Wish.Join join) {
            ring.order.add(changed(members, join.handle, null));
        } else if (wish instanceof Wish.Leave leave && members.contains(leave.handle)) {
            ring.order.add(changed(members, null, leave.handle));
        }
        // Who sends has all that was sent before.
        receive(host, ring.order.size());
        return true;
    }

    private static Event.Change changed(Set<Handle> members, Handle joined, Handle left) {
        Set<Handle> next = new LinkedHashSet<>(members);
        next.remove(left);
        if (joined != null) {
            next.add(joined);
        }
        return new Event.Change(next, joined == null ? Set.of() : Set.of(joined));
    }

    /** This host gets one more event, from somebody on its side who has it. */
    boolean receive(Host host) {
        if (host.ring == null) {
            return false;
        }
        int there = host.received;
        for (Host other : host.ring.hosts) {
            boolean isSeen = other.ring == host.ring && other.side == host.side;
            there = isSeen ? Math.max(there, other.received) : there;
        }
        if (host.ring.isWhole()) {
            there = host.ring.order.size();
        }
        if (there == host.received) {
            return false;
        }
        receive(host, host.received + 1);
        return true;
    }

    private static void receive(Host host, int place) {
        while (host.received < place) {
            host.take(host.ring.order.get(host.received++));
        }
    }

    /** Cuts the hosts into sides, at random; 1 side heals. It shows at the next {@link #reform}. */
    void split(int sides) {
        hosts.forEach(host -> host.side = random.nextInt(sides));
    }

    /** Corosync of this host dies. */
    void crash(Host host) {
        host.isUp = false;
        host.outgoing.clear();
        host.listen(null);
        host.ring = null;
    }

    /** Corosync of this host is started again. */
    void start(Host host) {
        host.isUp = true;
    }

    /** Whether there is something that this host has not sent, received or delivered. */
    boolean isBusy(Host host) {
        return !host.outgoing.isEmpty()
                || !host.inbox.isEmpty()
                || (host.ring != null && host.received < host.ring.order.size());
    }

    /** Whether a ring is not what its hosts see. */
    boolean isStale() {
        return hosts.stream().anyMatch(host -> host.isUp && !isRight(host));
    }

    private boolean isRight(Host host) {
        if (host.ring == null || !host.ring.isWhole()) {
            return false;
        }
        long seen = hosts.stream().filter(h -> h.isUp && h.side == host.side).count();
        return seen == host.ring.hosts.size();
    }

    /** New rings of the hosts that see each other. Gives the hosts whose ring is new. */
    List<Host> reform() {
        TreeMap<Integer, List<Host>> sides = new TreeMap<>();
        for (Host host : hosts) {
            if (host.isUp && !isRight(host)) {
                sides.computeIfAbsent(host.side, s -> new ArrayList<>()).add(host);
            }
        }
        List<Host> changed = new ArrayList<>();
        for (List<Host> side : sides.values()) {
            List<Host> whole = new ArrayList<>();
            for (Host host : hosts) {
                if (host.isUp && host.side == side.get(0).side) {
                    whole.add(host);
                }
            }
            form(whole);
            changed.addAll(whole);
        }
        return changed;
    }

    private static void form(Collection<Host> together) {
        Set<Handle> members = new LinkedHashSet<>();
        TreeMap<Integer, Set<Handle>> before = new TreeMap<>();
        for (Host host : together) {
            Set<Handle> known = Set.of();
            if (host.ring != null) {
                int place = host.received;
                for (Host other : together) {
                    place = other.ring == host.ring ? Math.max(place, other.received) : place;
                }
                receive(host, place);
                known = host.ring.membersAt(place);
            }
            before.put(host.id, known);
            known.stream().filter(h -> h.peer.nodeId() == host.id).forEach(members::add);
        }
        Ring ring = new Ring(members);
        for (Host host : together) {
            Set<Handle> joined = new LinkedHashSet<>(members);
            joined.removeAll(before.get(host.id));
            boolean isSame = joined.isEmpty() && before.get(host.id).equals(members);
            host.ring = ring;
            host.received = 0;
            ring.hosts.add(host);
            if (!isSame && host.listener != null && members.contains(host.listener)) {
                host.inbox.add(new Event.Change(members, joined));
            }
        }
    }
}
