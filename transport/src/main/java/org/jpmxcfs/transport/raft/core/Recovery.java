package org.jpmxcfs.transport.raft.core;

import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Invariants;
import org.jpmxcfs.log.model.Mark;

/**
 * What a start finds on disk: given to it piece by piece, then handed to the new {@link Replica},
 * which owns it from there on.
 */
public final class Recovery {
    private record Term(long index, long term) {}

    private final Ballot ballot;
    private final Mark mark;
    private final long appliedIndex;
    private final long committedIndex;
    private final boolean doubtful;
    private final Membership membership;
    private final List<Term> terms = new ArrayList<>();
    private long lastIndex;

    /**
     * Begins with what is known besides the entries.
     *
     * @param ballot as last stored. A member whose ballot is lost must not start: it is to be
     *     removed from the cluster and join again
     * @param mark what the journal begins after, as last stored
     * @param appliedIndex entry up to which the state of this node has them applied; from {@code
     *     mark.index()} up
     * @param committedIndex entry up to which they are known to be committed; 0 when unknown
     * @param doubtful whether this node may have forgotten what it acknowledged: its machine lost
     *     power since, its journal was damaged, or it never was a member
     */
    public Recovery(
            Ballot ballot, Mark mark, long appliedIndex, long committedIndex, boolean doubtful) {
        this.ballot = ballot;
        this.mark = mark;
        this.appliedIndex = appliedIndex;
        this.committedIndex = committedIndex;
        this.doubtful = doubtful;
        this.membership = new Membership(mark);
        this.lastIndex = mark.index();
    }

    /** Takes the next entry of the journal; the first is the one after the mark. */
    public void accept(Entry entry) {
        Invariants.check(
                entry.index() == lastIndex + 1, "entry %d after %d", entry.index(), lastIndex);
        lastIndex = entry.index();
        membership.appended(entry);
        if (terms.isEmpty() || terms.get(terms.size() - 1).term() != entry.term()) {
            terms.add(new Term(entry.index(), entry.term()));
        }
    }

    /** Calls {@code next} with the first entry of each term. */
    interface TermVisitor {
        void visit(long index, long term);
    }

    void forEachTerm(TermVisitor next) {
        terms.forEach(t -> next.visit(t.index(), t.term()));
    }

    Ballot ballot() {
        return ballot;
    }

    Mark mark() {
        return mark;
    }

    Membership membership() {
        return membership;
    }

    long lastIndex() {
        return lastIndex;
    }

    long appliedIndex() {
        return appliedIndex;
    }

    /** Applied entries are committed, and what is gone from the journal was not. */
    long committedIndex() {
        return Math.min(lastIndex, Math.max(committedIndex, appliedIndex));
    }

    boolean isDoubtful() {
        return doubtful;
    }
}
