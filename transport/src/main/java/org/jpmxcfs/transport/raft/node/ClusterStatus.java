package org.jpmxcfs.transport.raft.node;

import java.util.List;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.raft.core.Peer;
import org.jpmxcfs.transport.raft.core.Role;

/**
 * What a node knows of its cluster at one moment. Indexes may be some milliseconds old; the rest is
 * as new as the last input of the loop.
 *
 * @param self id of this node
 * @param quorate whether a mutation would be taken: a leader with a majority is known
 * @param term newest term known
 * @param role what this node is in that term
 * @param leader node id of the leader; 0 when none is known
 * @param members members of the cluster, as far as this node has heard
 * @param lastIndex newest entry of this node's journal
 * @param committedIndex entry up to which all are known to be final
 * @param appliedIndex entry up to which this node's state has them
 * @param doubtful whether this node may have forgotten what it acknowledged, and has not yet caught
 *     up with a leader
 * @param peers the other members as this node sees them while it leads; else none
 * @param trouble why this node takes no part, in one line; empty when it does
 */
public record ClusterStatus(
        int self,
        boolean quorate,
        long term,
        Role role,
        int leader,
        List<Member> members,
        long lastIndex,
        long committedIndex,
        long appliedIndex,
        boolean doubtful,
        List<Peer> peers,
        String trouble) {
    /** The status of a node whose loop has not begun yet. */
    static ClusterStatus before(int self) {
        return new ClusterStatus(
                self, false, 0, Role.FOLLOWER, 0, List.of(), 0, 0, 0, false, List.of(), "");
    }

    /** Name of a member by its node id; empty where it is not known. */
    public String nameOf(int id) {
        return members.stream()
                .filter(member -> member.id() == id)
                .map(Member::name)
                .findFirst()
                .orElse("");
    }

    /** Whether it differs from another in what {@link ClusterListener#changed} tells of. */
    boolean standsAs(ClusterStatus other) {
        return quorate == other.quorate
                && term == other.term
                && role == other.role
                && leader == other.leader
                && doubtful == other.doubtful
                && members.equals(other.members)
                && trouble.equals(other.trouble);
    }
}
