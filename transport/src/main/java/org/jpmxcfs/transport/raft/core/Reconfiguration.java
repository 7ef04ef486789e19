package org.jpmxcfs.transport.raft.core;

import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Mutation;

/**
 * Brings the members to what the configuration of the cluster asks for, one server at a time, and
 * only after an entry of the leader's own term is committed (4.1, with the correction of 2015). New
 * members catch up before they vote (4.2.1).
 */
final class Reconfiguration {
    private final Standing standing;
    private final Log log;
    private final Commitment commitment;
    private final Leadership leadership;
    private final Handover handover;
    private List<Member> wanted = List.of(); // empty when nothing was asked for

    Reconfiguration(
            Standing standing,
            Log log,
            Commitment commitment,
            Leadership leadership,
            Handover handover) {
        this.standing = standing;
        this.log = log;
        this.commitment = commitment;
        this.leadership = leadership;
        this.handover = handover;
    }

    void want(List<Member> members) {
        wanted = List.copyOf(members);
    }

    /** Takes the next step, if the last one is committed and there is one to take. */
    void tend(Turn turn) {
        boolean settled = log.membership().changedAt() <= commitment.committed();
        if (wanted.isEmpty() || !leadership.isEstablished() || !settled || handover.isUnderWay()) {
            return;
        }
        List<Member> next = nextMembers(turn.nowNanos);
        if (next != null) {
            leadership.append(standing.self(), 0, 0, new Mutation.MembersChanged(next), turn);
        }
    }

    /** The members after one step, or null when none is due. */
    private List<Member> nextMembers(long nowNanos) {
        List<Member> members = log.membership().members();
        for (Member member : members) {
            Member next = nextForm(member, nowNanos);
            if (!next.equals(member)) {
                return replaced(members, member, next);
            }
        }
        for (Member member : wanted) {
            if (Membership.find(members, member.id()) == null
                    && members.size() < Limits.MEMBERS_MAX) {
                return replaced(members, null, member.withVote(false));
            }
        }
        return withoutOne(members, nowNanos);
    }

    /** A member with its address as wanted, and its vote when it has caught up. */
    private Member nextForm(Member member, long nowNanos) {
        Member target = Membership.find(wanted, member.id());
        if (target == null) {
            return member;
        }
        boolean ready =
                member.voter()
                        || member.id() == standing.self()
                        || leadership.hasCaughtUp(member.id(), nowNanos);
        return target.withVote(ready);
    }

    /** Removes a member that is not wanted, unless that would leave no majority that lives. */
    private List<Member> withoutOne(List<Member> members, long nowNanos) {
        boolean isLeaving = Membership.find(wanted, standing.self()) == null;
        for (Member member : members) {
            if (Membership.find(wanted, member.id()) == null) {
                List<Member> next = replaced(members, member, null);
                boolean isSelf = member.id() == standing.self();
                if (!isSelf && (!member.voter() || leadership.hearsMajorityOf(next, nowNanos))) {
                    return next;
                }
            }
        }
        if (isLeaving) { // a leader does not remove itself: its successor does (4.2.2)
            handover.begin(nowNanos);
        }
        return null;
    }

    private static List<Member> replaced(List<Member> members, Member old, Member replacement) {
        List<Member> next = new ArrayList<>(members);
        if (old != null) {
            next.remove(old);
        }
        if (replacement != null) {
            next.add(replacement);
        }
        return next;
    }
}
