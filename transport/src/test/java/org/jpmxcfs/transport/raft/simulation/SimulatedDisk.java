package org.jpmxcfs.transport.raft.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.raft.core.Recovery;

/** What survives a crash of a node, and how much of it survives a power cut. */
final class SimulatedDisk {
    private final List<Entry> entries = new ArrayList<>(); // after mark
    private Ballot ballot = Ballot.NONE;
    private Mark mark;
    private long syncedIndex;
    private int generation; // counts truncations: a sync begun before one covers nothing after it
    private AppliedState view;
    private boolean doubtful;
    private boolean forgetful; // doubtful for another reason than being new

    /**
     * The disk of a founding member, or that of a node which is none yet when there are no members.
     */
    SimulatedDisk(List<Member> founders) {
        this.mark = new Mark(0, 0, founders);
        this.view = new AppliedState(founders);
        this.doubtful = founders.isEmpty();
    }

    void saveBallot(Ballot newBallot) {
        ballot = newBallot;
    }

    void append(Entry entry) {
        Violation.unless(
                entry.index() == lastIndex() + 1,
                "journal: %d appended after %d",
                entry.index(),
                lastIndex());
        entries.add(entry);
    }

    void truncateFrom(long index) {
        entries.subList(position(index), entries.size()).clear();
        syncedIndex = lastIndex();
        generation++;
    }

    void restartAt(Mark newMark) {
        entries.clear();
        mark = newMark;
        syncedIndex = newMark.index();
        generation++;
    }

    void dropUpTo(Mark newMark) {
        entries.subList(0, position(newMark.index() + 1)).clear();
        mark = newMark;
    }

    int generation() {
        return generation;
    }

    /** A sync that began when {@code index} was the last entry has ended. */
    void synced(long index, int generationThen) {
        if (generationThen == generation) {
            syncedIndex = Math.max(syncedIndex, index);
        }
    }

    /** The view is flushed; the journal that it rests on goes first. */
    void saveView(AppliedState state) {
        syncedIndex = Math.max(syncedIndex, Math.min(lastIndex(), state.index()));
        view = state.copy();
    }

    AppliedState view() {
        return view;
    }

    long firstIndex() {
        return mark.index() + 1;
    }

    long lastIndex() {
        return mark.index() + entries.size();
    }

    boolean isDoubtful() {
        return doubtful;
    }

    /** Whether it may have forgotten something that was acknowledged. */
    boolean isForgetful() {
        return forgetful;
    }

    void recordTrust() {
        forgetful = false;
        doubtful = false;
    }

    List<Entry> entries(long from, int bytesMax, int countMax) {
        List<Entry> found = new ArrayList<>();
        int bytes = 0;
        for (int i = position(from); i < entries.size() && found.size() < countMax; i++) {
            bytes += 200;
            if (!found.isEmpty() && bytes > bytesMax) {
                break;
            }
            found.add(entries.get(i));
        }
        return found;
    }

    /** The unsynced tail is gone, or part of it. */
    void losePower(RandomGenerator random, boolean leavesDoubt) {
        long unsynced = lastIndex() - syncedIndex;
        long lost = unsynced == 0 ? 0 : random.nextLong(unsynced + 1);
        cutTo(lastIndex() - lost);
        doubtful |= leavesDoubt;
        forgetful |= leavesDoubt;
    }

    /** Any entries at the end may be gone. */
    void damage(RandomGenerator random) {
        cutTo(lastIndex() - (entries.isEmpty() ? 0 : random.nextInt(entries.size() + 1)));
        doubtful = true;
        forgetful = true;
    }

    /** What a start finds; all of it is on stable storage then. */
    Recovery recover() {
        Mark viewMark = view.mark();
        boolean continues =
                viewMark.index() == mark.index()
                        || (viewMark.index() <= lastIndex()
                                && entries.get(position(viewMark.index())).term()
                                        == viewMark.term());
        if (!continues) { // the end of the journal is lost, or it is older than the view
            restartAt(viewMark);
        }
        syncedIndex = lastIndex();
        Recovery recovery = new Recovery(ballot, mark, view.index(), 0, doubtful);
        entries.forEach(recovery::accept);
        return recovery;
    }

    private void cutTo(long index) {
        entries.subList(position(index + 1), entries.size()).clear();
        syncedIndex = Math.min(syncedIndex, index);
        generation++;
    }

    private int position(long index) {
        return (int) (index - mark.index() - 1);
    }
}
