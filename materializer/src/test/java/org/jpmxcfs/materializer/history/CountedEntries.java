package org.jpmxcfs.materializer.history;

import org.jpmxcfs.log.EntrySource;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.Place;
import org.jpmxcfs.log.model.Entry;

/** Counts the entries that are read. */
final class CountedEntries implements EntrySource {
    private final EntrySource entries;
    private int count;

    CountedEntries(EntrySource entries) {
        this.entries = entries;
    }

    int count() {
        return count;
    }

    @Override
    public long firstIndex() throws JournalException {
        return entries.firstIndex();
    }

    @Override
    public long lastIndex() throws JournalException {
        return entries.lastIndex();
    }

    @Override
    public JournalReader reader(long fromIndex) throws JournalException {
        return counted(entries.reader(fromIndex));
    }

    @Override
    public JournalReader reader(long fromIndex, Place near) throws JournalException {
        return counted(entries.reader(fromIndex, near));
    }

    @Override
    public boolean holds(long index, Place place) {
        return entries.holds(index, place);
    }

    private JournalReader counted(JournalReader reader) {
        return new JournalReader() {
            @Override
            public Entry next() throws JournalException {
                Entry entry = reader.next();
                count += entry == null ? 0 : 1;
                return entry;
            }

            @Override
            public Place place() {
                return reader.place();
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }
}
