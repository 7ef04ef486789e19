package org.jpmxcfs.log;

import org.jpmxcfs.log.model.Entry;

/** A cursor over a journal, owned by one thread. */
public interface JournalReader extends AutoCloseable {
    /**
     * The next entry, or null when the cursor has reached the end; a later call then looks again.
     *
     * @throws JournalException with {@code DAMAGED} when the next entry cannot be trusted, or when
     *     it has been dropped
     */
    Entry next() throws JournalException;

    /** Where the entry lies that {@link #next} gave last; null from a reader that does not tell. */
    default Place place() {
        return null;
    }

    /** Lets go of the files. */
    @Override
    void close();
}
