package org.jpmxcfs.log;

/**
 * A journal that also keeps what a member of a cluster must remember across restarts: its ballot
 * and how far the order is known to be final.
 */
public interface ReplicatedJournal extends Journal {
    /** The ballot saved last; {@link Ballot#NONE} when none was. */
    Ballot ballot();

    /**
     * Saves a ballot; on stable storage when this returns.
     *
     * @throws JournalException {@code FULL} when nothing was written, {@code FAILED} when the
     *     storage failed: the vote must then not be given
     */
    void saveBallot(Ballot ballot) throws JournalException;

    /** Index up to which entries are final, as saved last; 0 when never saved. */
    long committedIndex();

    /**
     * Notes that entries up to {@code index} are final. Not synced: a mark that is lost is learned
     * again.
     *
     * @throws JournalException as {@link #append} does
     */
    void saveCommitted(long index) throws JournalException;

    /**
     * Forgets every entry; the next append gets {@code nextIndex}. For a node that received a
     * snapshot which ends before that index. Readers that are open end with {@code DAMAGED}.
     *
     * @throws JournalException as {@link #append} does
     */
    void restartAt(long nextIndex) throws JournalException;

    /**
     * Whether entries that were acknowledged may be missing: the machine lost power, or a repair
     * took something away, and {@link #clearForgetful} was not called since. A member of a cluster
     * neither votes nor counts until it has caught up with a leader.
     */
    boolean isForgetful();

    /**
     * Notes, on stable storage, that whatever was missing has been made up for.
     *
     * @throws JournalException as {@link #append} does
     */
    void clearForgetful() throws JournalException;
}
