package org.jpmxcfs.log;

import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Invariants;

/**
 * A journal in the heap, for simulators, tests and benchmarks. It keeps the whole contract of
 * {@link ReplicatedJournal}, and {@link #losePower} shows what a machine would lose. Safe for use
 * by several threads.
 */
public final class InMemoryJournal implements ReplicatedJournal {
    private final List<Entry> entries = new ArrayList<>();
    private long firstIndex;
    private long syncedIndex;
    private long restarts;
    // Index of the lowest entry replaced since a reader looked, by number of truncations.
    private final List<Long> truncations = new ArrayList<>();
    private Ballot ballot = Ballot.NONE;
    private long committedIndex;
    private boolean forgetful;

    /** An empty journal whose first entry gets index 1. */
    public InMemoryJournal() {
        this(1);
    }

    /** An empty journal whose first entry gets {@code firstIndex}, 1 or more. */
    public InMemoryJournal(long firstIndex) {
        if (firstIndex < 1) {
            throw new IllegalArgumentException("first index " + firstIndex + " is below 1");
        }
        this.firstIndex = firstIndex;
        this.syncedIndex = firstIndex - 1;
    }

    @Override
    public synchronized long firstIndex() {
        return firstIndex;
    }

    @Override
    public synchronized long lastIndex() {
        return firstIndex + entries.size() - 1;
    }

    @Override
    public synchronized void append(Entry entry) {
        if (entry.index() != lastIndex() + 1) {
            throw new IllegalArgumentException(
                    "entry " + entry.index() + " cannot follow entry " + lastIndex());
        }
        entries.add(entry);
    }

    @Override
    public synchronized void sync(long index) {
        if (index > syncedIndex) {
            syncedIndex = lastIndex();
        }
    }

    @Override
    public synchronized long syncedIndex() {
        return syncedIndex;
    }

    @Override
    public synchronized JournalReader reader(long fromIndex) {
        if (fromIndex < firstIndex || fromIndex > lastIndex() + 1) {
            throw new IllegalArgumentException(
                    "no entry "
                            + fromIndex
                            + "; the journal holds "
                            + firstIndex
                            + " to "
                            + lastIndex());
        }
        return new Reader(fromIndex);
    }

    @Override
    public synchronized void truncateFrom(long index) {
        if (index < firstIndex || index > lastIndex() + 1) {
            throw new IllegalArgumentException(
                    "cannot truncate from " + index + ", the last entry is " + lastIndex());
        }
        Invariants.check(
                index > committedIndex, "truncated from %d, final up to %d", index, committedIndex);
        entries.subList((int) (index - firstIndex), entries.size()).clear();
        syncedIndex = Math.min(syncedIndex, index - 1);
        truncations.add(index);
    }

    @Override
    public synchronized void dropBefore(long index) {
        long keep = Math.min(index, lastIndex() + 1);
        if (keep > firstIndex) {
            entries.subList(0, (int) (keep - firstIndex)).clear();
            firstIndex = keep;
        }
    }

    @Override
    public synchronized Ballot ballot() {
        return ballot;
    }

    @Override
    public synchronized void saveBallot(Ballot ballot) {
        this.ballot = ballot;
        syncedIndex = lastIndex();
    }

    @Override
    public synchronized long committedIndex() {
        return committedIndex;
    }

    @Override
    public synchronized void saveCommitted(long index) {
        committedIndex = index;
    }

    @Override
    public synchronized void restartAt(long nextIndex) {
        entries.clear();
        firstIndex = nextIndex;
        syncedIndex = nextIndex - 1;
        restarts++;
    }

    @Override
    public synchronized boolean isForgetful() {
        return forgetful;
    }

    @Override
    public synchronized void clearForgetful() {
        forgetful = false;
    }

    /** Forgets the entries that no sync has covered, as a power failure may. */
    public synchronized void losePower() {
        committedIndex = Math.min(committedIndex, syncedIndex); // the note of it comes later
        if (syncedIndex < lastIndex()) {
            truncateFrom(syncedIndex + 1);
        }
        forgetful = true;
    }

    /** Does nothing: the entries stay, so that a test can go on with them. */
    @Override
    public void close() {}

    private final class Reader implements JournalReader {
        private final long restartsSeen = restarts;
        private int truncationsSeen = truncations.size();
        private long nextIndex;

        Reader(long fromIndex) {
            nextIndex = fromIndex;
        }

        @Override
        public Entry next() throws JournalException {
            synchronized (InMemoryJournal.this) {
                while (truncationsSeen < truncations.size()) {
                    nextIndex = Math.min(nextIndex, truncations.get(truncationsSeen++));
                }
                if (restarts != restartsSeen || nextIndex < firstIndex) {
                    throw new JournalException(
                            JournalException.Reason.DAMAGED,
                            "entry " + nextIndex + " has been dropped; read again from a snapshot");
                }
                return nextIndex > lastIndex()
                        ? null
                        : entries.get((int) (nextIndex++ - firstIndex));
            }
        }

        @Override
        public void close() {}
    }
}
