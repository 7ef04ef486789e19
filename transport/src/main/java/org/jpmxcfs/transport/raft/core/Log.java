package org.jpmxcfs.transport.raft.core;

import java.util.List;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Invariants;
import org.jpmxcfs.log.model.Mark;

/** What this replica has in its journal: which entries, of which terms, how durably. */
final class Log {
    /** Term of an entry that the journal does not hold. */
    static final long UNKNOWN = -1;

    private final Source source;
    private final TermRuns terms = new TermRuns();
    private final Tail tail;
    private final Membership membership;
    private final DurablePrefix durability;
    private Mark mark;
    private long lastIndex; // mark.index() <= lastIndex

    Log(Recovery recovery, Source source, int tailBytesMax) {
        this.source = source;
        this.tail = new Tail(tailBytesMax);
        this.mark = recovery.mark();
        this.membership = recovery.membership();
        this.lastIndex = recovery.lastIndex();
        this.durability = new DurablePrefix(lastIndex);
        terms.append(mark.index(), mark.term());
        recovery.forEachTerm(terms::append);
    }

    /** What the entries before the oldest come down to. */
    Mark mark() {
        return mark;
    }

    long lastIndex() {
        return lastIndex;
    }

    long lastTerm() {
        return terms.termAt(lastIndex);
    }

    /** Term of an entry, or {@link #UNKNOWN}. */
    long termAt(long index) {
        return index < mark.index() || index > lastIndex ? UNKNOWN : terms.termAt(index);
    }

    Membership membership() {
        return membership;
    }

    DurablePrefix durability() {
        return durability;
    }

    /** Whether a journal that ends like this is at least as complete as ours (3.6.1). */
    boolean isCovered(long otherLastTerm, long otherLastIndex) {
        return otherLastTerm > lastTerm()
                || (otherLastTerm == lastTerm() && otherLastIndex >= lastIndex);
    }

    /**
     * The newest entry up to {@code index} with a term up to {@code term}: where two journals may
     * still agree, so that a round trip skips a whole term (3.5).
     */
    long newestWithTermUpTo(long term, long index) {
        long from = Math.min(index, lastIndex);
        if (from <= mark.index()) {
            return from;
        }
        return Math.max(mark.index(), terms.newestWithTermUpTo(term, from));
    }

    void append(Entry entry, Turn turn) {
        Invariants.check(
                entry.index() == lastIndex + 1, "entry %d after %d", entry.index(), lastIndex);
        lastIndex = entry.index();
        terms.append(entry.index(), entry.term());
        tail.append(entry);
        membership.appended(entry);
        turn.persist(entry, durability.expect(entry.index()));
    }

    void truncateFrom(long index, Turn turn) {
        Invariants.check(index > mark.index(), "truncation at %d, mark %d", index, mark.index());
        lastIndex = index - 1;
        terms.truncateFrom(index);
        tail.truncateFrom(index);
        membership.truncateFrom(index);
        durability.truncateFrom(index);
        turn.truncateFrom(index);
    }

    /** Everything appended so far is in the journal: memory need not hold it all. */
    void trim() {
        tail.trim();
    }

    /** Consecutive entries from one that the journal holds; see {@link Source#entries}. */
    List<Entry> entries(long fromIndex, int bytesMax, int countMax) {
        if (tail.holds(fromIndex)) {
            return tail.entries(fromIndex, bytesMax, countMax);
        }
        long limit =
                Math.min(lastIndex + 1, tail.firstIndex()); // later ones may be about to change
        int count = (int) Math.min(countMax, limit - fromIndex);
        List<Entry> read = source.entries(fromIndex, bytesMax, count);
        Invariants.check(
                !read.isEmpty() && read.get(0).index() == fromIndex,
                "journal does not hold entry %d, last is %d",
                fromIndex,
                lastIndex);
        return read;
    }

    /** The mark that stands for everything up to {@code index}. */
    Mark markAt(long index) {
        return new Mark(index, termAt(index), membership.membersAt(index));
    }

    /** Forgets the entries up to and including {@code index}. */
    void dropUpTo(long index, Turn turn) {
        mark = markAt(index);
        terms.dropBefore(index);
        membership.dropBefore(index);
        turn.request(new Effects.Errand.DropUpTo(mark));
    }

    /** Begins anew with what a snapshot stands for. */
    void restartAt(Mark newMark, Turn turn) {
        mark = newMark;
        lastIndex = newMark.index();
        terms.truncateFrom(0);
        terms.append(newMark.index(), newMark.term());
        tail.clear();
        membership.restartAt(newMark);
        durability.restartAt(newMark.index());
        turn.restartAt(newMark);
    }
}
