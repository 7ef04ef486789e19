package org.jpmxcfs.log;

/** Entries to read: of a journal that this process writes, or of one seen from outside. */
public interface EntrySource {
    /**
     * Index of the oldest entry; {@code lastIndex() + 1} when there is none.
     *
     * @throws JournalException when the files can not be read
     */
    long firstIndex() throws JournalException;

    /**
     * Index of the newest entry; {@code firstIndex() - 1} when there is none.
     *
     * @throws JournalException when the files can not be read
     */
    long lastIndex() throws JournalException;

    /**
     * A cursor that starts at entry {@code fromIndex}, between {@code firstIndex()} and {@code
     * lastIndex() + 1}.
     *
     * @throws JournalException when the files can not be read
     * @throws IllegalArgumentException when that entry is no longer there
     */
    JournalReader reader(long fromIndex) throws JournalException;
}
