package org.jpmxcfs.log;

/**
 * Says which appended entries may wait longer for their sync than others. Asked by one thread,
 * while others append.
 */
@FunctionalInterface
public interface SyncRule {
    /** No entry may wait. */
    SyncRule NONE = (syncedIndex, lastIndex) -> false;

    /**
     * Whether the entries after {@code syncedIndex} up to {@code lastIndex} may wait. Asked again
     * when others have come: those that were said to may wait are then not judged anew.
     */
    boolean mayWait(long syncedIndex, long lastIndex);
}
