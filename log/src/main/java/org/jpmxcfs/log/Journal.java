package org.jpmxcfs.log;

import org.jpmxcfs.log.model.Entry;

/**
 * The one durable record of what happened: entries with consecutive indexes. One thread at a time
 * may append, truncate or drop; {@link #sync} and readers may be used from any thread.
 */
public interface Journal extends EntrySource, AutoCloseable {
    /** Index of the oldest entry it holds; {@code lastIndex() + 1} when it holds none. */
    @Override
    long firstIndex();

    /** Index of the newest entry; {@code firstIndex() - 1} when it holds none. */
    @Override
    long lastIndex();

    /**
     * Adds an entry. It survives the death of this process from here on, and a power failure once
     * {@link #sync} covers it.
     *
     * @throws IllegalArgumentException when the entry's index is not {@code lastIndex() + 1}
     * @throws JournalException {@code FULL} when nothing was written for lack of space, {@code
     *     FAILED} when the storage failed
     */
    void append(Entry entry) throws JournalException;

    /**
     * Returns when every entry up to and including {@code index} is on stable storage. Callers that
     * wait at the same time share one sync.
     *
     * @throws JournalException {@code FAILED} when the storage reports an error; the journal then
     *     refuses all further work
     */
    void sync(long index) throws JournalException;

    /** Index up to which all entries are known to be on stable storage. */
    long syncedIndex();

    /**
     * A cursor that starts at entry {@code fromIndex}, which lies between {@code firstIndex()} and
     * {@code lastIndex() + 1}.
     */
    @Override
    JournalReader reader(long fromIndex) throws JournalException;

    /** Forgets the entry at {@code index} and all after it; the next append gets {@code index}. */
    void truncateFrom(long index) throws JournalException;

    /**
     * Deletes whole segments that hold only entries before {@code index}; never one that an own
     * reader still needs.
     */
    void dropBefore(long index) throws JournalException;

    /** Syncs and closes. */
    @Override
    void close() throws JournalException;
}
