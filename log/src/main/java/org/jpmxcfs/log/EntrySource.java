package org.jpmxcfs.log;

import java.util.function.Predicate;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Heading;

/** Entries to read: of a journal that this process writes, or of one seen from outside. */
public interface EntrySource {
    /**
     * Index of the oldest entry; {@code lastIndex() + 1} when there is none.
     *
     * @throws JournalException when the files cannot be read
     */
    long firstIndex() throws JournalException;

    /**
     * Index of the newest entry; {@code firstIndex() - 1} when there is none.
     *
     * @throws JournalException when the files cannot be read
     */
    long lastIndex() throws JournalException;

    /**
     * A cursor that starts at entry {@code fromIndex}, between {@code firstIndex()} and {@code
     * lastIndex() + 1}.
     *
     * @throws JournalException when the files cannot be read
     * @throws IllegalArgumentException when that entry is no longer there
     */
    JournalReader reader(long fromIndex) throws JournalException;

    /**
     * The same, but it gives only the entries that {@code wanted} takes. That is asked for each, in
     * order, on the thread that calls {@code next}; the others are checked, and where that saves
     * time not decoded.
     *
     * @throws JournalException when the files cannot be read
     * @throws IllegalArgumentException when that entry is no longer there
     */
    default JournalReader reader(long fromIndex, Predicate<Heading> wanted)
            throws JournalException {
        JournalReader all = reader(fromIndex);
        return new JournalReader() {
            @Override
            public Entry next() throws JournalException {
                Entry entry = all.next();
                while (entry != null && !wanted.test(Heading.of(entry))) {
                    entry = all.next();
                }
                return entry;
            }

            @Override
            public void close() {
                all.close();
            }
        };
    }

    /**
     * The same, faster where it is known where that entry, or one shortly before it, lies. Its
     * {@link JournalReader#place} tells for each where it is, if this source knows.
     *
     * @param near null when nothing is known
     * @throws JournalException when the files cannot be read
     * @throws IllegalArgumentException when that entry is no longer there
     */
    default JournalReader reader(long fromIndex, Place near) throws JournalException {
        return reader(fromIndex);
    }

    /** Whether the entry of this index lies there still; false where that is not known. */
    default boolean holds(long index, Place place) {
        return false;
    }
}
