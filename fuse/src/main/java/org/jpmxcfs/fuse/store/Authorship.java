package org.jpmxcfs.fuse.store;

import org.jpmxcfs.fuse.store.Imprint.Trace;
import org.jpmxcfs.materializer.sqlite.Provenance;
import org.jpmxcfs.materializer.tree.TreeDifference;

/**
 * Whose a database is that lies where ours belongs: our own view of the journal, damaged or not, or
 * the will of an administrator. The one place where that is decided.
 */
final class Authorship {
    private Authorship() {}

    /** What the file tells by itself. */
    enum Look {
        /** It is opened as it is; the opening refuses what does not fit. */
        AS_IT_IS,
        /** It cannot be read: it is rebuilt from the journal. */
        DAMAGED,
        /** It can be read and is not what we wrote last: what differs decides. */
        COMPARE
    }

    /** What comes of the comparison with what the journal tells. */
    enum Judgement {
        /** No row differs: only what lies beside the rows did. */
        SAME,
        /** A bit has flipped: the journal is right. */
        DAMAGED,
        /** An administrator's will: it is taken over. */
        EDITED,
        /** It cannot be known. */
        UNKNOWN
    }

    /**
     * Looks at a file.
     *
     * @param writtenIndex index of an entry that our file held at least; -1 when that is not known
     * @param isOfJournal whether the journal beside it is the one that it follows
     * @param lastIndex index of the last entry of that journal
     */
    static Look look(
            Provenance found, Trace trace, long writtenIndex, boolean isOfJournal, long lastIndex) {
        return switch (found.kind()) {
            case MISSING, FOREIGN, NEWER -> Look.AS_IT_IS;
            case UNREADABLE -> Look.DAMAGED;
            case PLAIN -> Look.COMPARE;
            case OURS -> {
                if (!isOfJournal || found.appliedIndex() > lastIndex) {
                    yield Look.AS_IT_IS;
                }
                if (!found.asWritten()) {
                    yield trace == Trace.UNTOUCHED ? Look.DAMAGED : Look.COMPARE;
                }
                // An older copy of our own: a view that lags would have come further.
                yield found.appliedIndex() < writtenIndex ? Look.COMPARE : Look.AS_IT_IS;
            }
        };
    }

    /**
     * Judges a file that is not what we wrote last.
     *
     * @param isBehind whether rows differ from what we wrote, and the journal holds newer entries
     * @param difference what it would change, in the state that its rows began from
     * @param holdsText whether a content is stored as text, which only people do
     */
    static Judgement judge(
            Provenance found,
            Trace trace,
            boolean isBehind,
            TreeDifference difference,
            boolean holdsText) {
        if (difference.isRootOnly()) {
            return Judgement.SAME;
        }
        boolean isWhole = found.kind() == Provenance.Kind.PLAIN || found.asWritten();
        if (isWhole) {
            return Judgement.EDITED;
        }
        if (difference.isOneBit() && !holdsText) {
            return trace == Trace.TOUCHED ? Judgement.UNKNOWN : Judgement.DAMAGED;
        }
        return isBehind ? Judgement.UNKNOWN : Judgement.EDITED;
    }
}
