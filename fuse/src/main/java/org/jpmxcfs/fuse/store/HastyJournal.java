package org.jpmxcfs.fuse.store;

import java.util.function.BooleanSupplier;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.model.Entry;

/** A journal to be replayed, as long as there is time for that. */
final class HastyJournal implements Journal {
    private final Journal journal;
    private final BooleanSupplier isTimeUp;

    /**
     * The same journal.
     *
     * @param isTimeUp asked before each entry; then reading it fails
     */
    HastyJournal(Journal journal, BooleanSupplier isTimeUp) {
        this.journal = journal;
        this.isTimeUp = isTimeUp;
    }

    @Override
    public long firstIndex() {
        return journal.firstIndex();
    }

    @Override
    public long lastIndex() {
        return journal.lastIndex();
    }

    @Override
    public void sync(long index) throws JournalException {
        journal.sync(index);
    }

    @Override
    public long syncedIndex() {
        return journal.syncedIndex();
    }

    @Override
    public JournalReader reader(long fromIndex) throws JournalException {
        JournalReader reader = journal.reader(fromIndex);
        return new JournalReader() {
            @Override
            public Entry next() throws JournalException {
                if (isTimeUp.getAsBoolean()) {
                    throw new JournalException(
                            JournalException.Reason.BUSY,
                            "the journal grows faster than it is read");
                }
                return reader.next();
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    @Override
    public void append(Entry entry) throws JournalException {
        journal.append(entry);
    }

    @Override
    public void truncateFrom(long index) throws JournalException {
        journal.truncateFrom(index);
    }

    @Override
    public void dropBefore(long index) throws JournalException {
        journal.dropBefore(index);
    }

    @Override
    public void close() {
        // It stays open for who opened it.
    }
}
