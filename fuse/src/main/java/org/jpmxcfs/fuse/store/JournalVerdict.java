package org.jpmxcfs.fuse.store;

import org.jpmxcfs.log.chronicle.Damage;

/** What can be proved about a damaged journal, and so what a start does about it. */
public enum JournalVerdict {
    /** Every entry is intact, only the queue file around them is not: it is written anew. */
    INTACT_RECORDS("no entry is lost; the next start writes the file anew"),
    /** The power failed, and the damage lies where nothing was synced yet: the end is cut off. */
    UNSYNCED_END(
            "only what no sync had covered at a power failure is lost; the next start cuts it"),
    /** The database holds every entry of the damaged part: it goes on with a new journal. */
    COVERED("the database holds all that was in it; the next start goes on from the database"),
    /** Entries that were answered may be gone: a person has to decide. */
    LOSS("entries may be lost, so the daemon does not start");

    private final String text;

    JournalVerdict(String text) {
        this.text = text;
    }

    /**
     * Judges damage.
     *
     * @param coveredIndex index up to which an intact database of this journal holds all entries; 0
     *     when there is none
     */
    public static JournalVerdict of(Damage damage, long coveredIndex) {
        if (damage.kind() == Damage.Kind.STRUCTURE) {
            return INTACT_RECORDS;
        }
        // The database never holds an entry that no sync had covered.
        if (damage.afterPowerCut() && damage.lastGoodIndex() >= coveredIndex) {
            return UNSYNCED_END;
        }
        boolean isDamagedEntryCovered = damage.lastGoodIndex() < coveredIndex;
        return isDamagedEntryCovered && damage.lostIndex() <= coveredIndex ? COVERED : LOSS;
    }

    /** The verdict for people, without an end mark. */
    public String text() {
        return text;
    }
}
