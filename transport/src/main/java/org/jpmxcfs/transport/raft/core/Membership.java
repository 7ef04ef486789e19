package org.jpmxcfs.transport.raft.core;

import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Mutation;

/**
 * Who belongs to the cluster. The newest members in the journal count, committed or not (4.1), so
 * older ones are kept to go back to when entries are replaced.
 */
final class Membership {
    private record Since(long index, List<Member> members) {}

    private final List<Since> history = new ArrayList<>(); // never empty, index grows

    Membership(Mark mark) {
        restartAt(mark);
    }

    /** Takes note of an entry appended to the journal. */
    void appended(Entry entry) {
        if (entry.mutation() instanceof Mutation.MembersChanged changed) {
            history.add(new Since(entry.index(), changed.members()));
        }
    }

    void truncateFrom(long index) {
        while (history.size() > 1 && newest().index() >= index) {
            history.remove(history.size() - 1);
        }
    }

    void restartAt(Mark mark) {
        history.clear();
        history.add(new Since(mark.index(), mark.members()));
    }

    /** Forgets what was replaced before {@code index}. */
    void dropBefore(long index) {
        while (history.size() > 1 && history.get(1).index() <= index) {
            history.remove(0);
        }
    }

    /** The members that count now. */
    List<Member> members() {
        return newest().members();
    }

    /** Index of the entry that made them so. */
    long changedAt() {
        return newest().index();
    }

    /** The members as of an entry. */
    List<Member> membersAt(long index) {
        int i = history.size() - 1;
        while (i > 0 && history.get(i).index() > index) {
            i--;
        }
        return history.get(i).members();
    }

    /** The member with this id, or null. */
    Member find(int id) {
        return find(members(), id);
    }

    static Member find(List<Member> members, int id) {
        for (Member member : members) {
            if (member.id() == id) {
                return member;
            }
        }
        return null;
    }

    boolean isVoter(int id) {
        Member member = find(id);
        return member != null && member.voter();
    }

    /**
     * Whether a node may start an election: a voter, or one whose removal is not committed yet and
     * which might be needed to commit it (4.2.2).
     */
    boolean mayCampaign(int id, long committed) {
        if (isVoter(id)) {
            return true;
        }
        Member before = find(membersAt(changedAt() - 1), id);
        return changedAt() > committed && before != null && before.voter();
    }

    int voterCount() {
        return voterCount(members());
    }

    static int voterCount(List<Member> members) {
        int count = 0;
        for (Member member : members) {
            count += member.voter() ? 1 : 0;
        }
        return count;
    }

    private Since newest() {
        return history.get(history.size() - 1);
    }
}
