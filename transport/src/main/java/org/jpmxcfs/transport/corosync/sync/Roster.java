package org.jpmxcfs.transport.corosync.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jpmxcfs.transport.corosync.wire.Peer;

/** The members since the last change, in their order, and what is known of each. */
final class Roster {
    private final TreeMap<Peer, Member> members = new TreeMap<>();

    /** A member. */
    static final class Member {
        private final Peer peer;
        private boolean synced;
        private byte[] state; // payload of its STATE; null until it is in

        private Member(Peer peer) {
            this.peer = peer;
        }

        Peer peer() {
            return peer;
        }

        /** Whether its tree is the leader's. */
        boolean isSynced() {
            return synced;
        }

        void setSynced() {
            synced = true;
        }

        byte[] state() {
            return state;
        }

        void setState(byte[] newState) {
            state = newState;
        }
    }

    Roster(Collection<Peer> peers) {
        peers.forEach(peer -> members.put(peer, new Member(peer)));
    }

    /** The member, or null when it is none. */
    Member find(Peer peer) {
        return members.get(peer);
    }

    boolean contains(Peer peer) {
        return members.containsKey(peer);
    }

    Collection<Member> all() {
        return members.values();
    }

    List<Peer> peers() {
        return List.copyOf(members.keySet());
    }

    /** The members whose tree is the leader's, in their order. */
    List<Peer> synced() {
        List<Peer> synced = new ArrayList<>();
        for (Member member : members.values()) {
            if (member.synced) {
                synced.add(member.peer);
            }
        }
        return synced;
    }

    int count() {
        return members.size();
    }

    /** Node id of the first member; 0 without members. */
    int lowestNodeId() {
        return members.isEmpty() ? 0 : members.firstKey().nodeId();
    }

    boolean hasAllStates() {
        return members.values().stream().allMatch(member -> member.state != null);
    }

    void dropStates() {
        members.values().forEach(member -> member.state = null);
    }

    void setAllSynced() {
        members.values().forEach(Member::setSynced);
    }
}
