package org.jpmxcfs.materializer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.model.Entry;

/** A journal in a list, which tells how far it was synced and can be made to fail. */
final class RecordingJournal implements Journal {
    private final List<Entry> entries = new ArrayList<>();
    private final long firstIndex;
    private long syncedIndex;
    private boolean failing;

    RecordingJournal(long firstIndex) {
        this.firstIndex = firstIndex;
    }

    synchronized void failSyncs(boolean fail) {
        failing = fail;
    }

    @Override
    public long firstIndex() {
        return firstIndex;
    }

    @Override
    public synchronized long lastIndex() {
        return firstIndex + entries.size() - 1;
    }

    @Override
    public synchronized void append(Entry entry) {
        entries.add(entry);
    }

    @Override
    public synchronized void sync(long index) throws JournalException {
        if (failing) {
            throw new JournalException(JournalException.Reason.FAILED, "made to fail");
        }
        syncedIndex = Math.max(syncedIndex, index);
    }

    @Override
    public synchronized long syncedIndex() {
        return syncedIndex;
    }

    @Override
    public synchronized JournalReader reader(long fromIndex) {
        Iterator<Entry> rest =
                List.copyOf(entries.subList((int) (fromIndex - firstIndex), entries.size()))
                        .iterator();
        return new JournalReader() {
            @Override
            public Entry next() {
                return rest.hasNext() ? rest.next() : null;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public synchronized void truncateFrom(long index) {
        entries.subList((int) (index - firstIndex), entries.size()).clear();
    }

    @Override
    public void dropBefore(long index) {}

    @Override
    public void close() {}
}
