package org.jpmxcfs.transport.raft.node;

import java.io.IOException;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.ReplicatedJournal;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.transport.raft.core.Recovery;

/**
 * What a member finds when it starts, brought into agreement whatever ended its last run.
 *
 * <p>Three things change when a snapshot takes the place of the state, and a crash may come between
 * any two: the note in the {@link MarkFile} is made, the state is replaced, the journal begins
 * anew, and the mark moves while the note goes. The state tells by its index whether it was
 * replaced: a snapshot always is of a later entry than the state before.
 */
public final class Start {
    private Start() {}

    /**
     * Completes an installation whose state is there, and undoes one whose state is not. To be
     * called before the state is opened.
     *
     * @param stateIndex last entry that the stored state holds
     * @return last entry that is known to be committed: up to it they may be applied at once
     * @throws IOException when journal and mark do not belong together, in one line with a remedy,
     *     or cannot be written
     */
    public static long settle(ReplicatedJournal journal, MarkFile marks, long stateIndex)
            throws IOException {
        if (marks.installing().isPresent()) {
            Mark snapshot = marks.installing().get();
            if (stateIndex >= snapshot.index()) {
                journal.restartAt(snapshot.index() + 1);
                marks.restartAt(snapshot);
            } else {
                marks.abandonInstall();
            }
        }
        requireAgreement(journal, marks.mark(), stateIndex);
        long known = Math.max(journal.committedIndex(), marks.mark().index());
        return Math.max(stateIndex, Math.min(journal.lastIndex(), known));
    }

    /**
     * Gives journal and state up: this node takes part as one that has just joined, and the leader
     * sends it a snapshot. The ballot stays, so that no vote is given twice. The mark goes first:
     * from then on it says that neither counts, also at the next start.
     */
    public static void giveUp(ReplicatedJournal journal, MarkFile marks) throws IOException {
        marks.rejoin();
        journal.restartAt(1);
    }

    /**
     * Whether a state was given up and no snapshot has taken its place: no member's mark is without
     * members once it has had its first snapshot, and before that it has no state.
     *
     * @param stateIndex last entry that the stored state holds
     */
    public static boolean isGivenUp(MarkFile marks, long stateIndex) {
        return marks.mark().members().isEmpty() && stateIndex > 0;
    }

    /**
     * What a replica starts from; the journal has been settled.
     *
     * @param appliedIndex entry up to which the state has them
     */
    static Recovery recovery(ReplicatedJournal journal, MarkFile marks, long appliedIndex)
            throws IOException {
        Mark mark = marks.mark();
        Recovery recovery =
                new Recovery(
                        journal.ballot(),
                        mark,
                        appliedIndex,
                        journal.committedIndex(),
                        journal.isForgetful() || marks.isNewcomer());
        try (JournalReader reader = journal.reader(mark.index() + 1)) {
            Entry entry = reader.next();
            while (entry != null) {
                recovery.accept(entry);
                entry = reader.next();
            }
        }
        return recovery;
    }

    private static void requireAgreement(ReplicatedJournal journal, Mark mark, long stateIndex)
            throws JournalException {
        boolean reachesMark =
                journal.firstIndex() <= mark.index() + 1 && mark.index() <= journal.lastIndex();
        if (!reachesMark || stateIndex > journal.lastIndex()) {
            throw new JournalException(
                    JournalException.Reason.DAMAGED,
                    "the journal holds entries %d to %d, but this member's begins after %d and its state is as of %d: some were lost or restored; remove this node from the cluster and let it join again"
                            .formatted(
                                    journal.firstIndex(),
                                    journal.lastIndex(),
                                    mark.index(),
                                    stateIndex));
        }
    }
}
