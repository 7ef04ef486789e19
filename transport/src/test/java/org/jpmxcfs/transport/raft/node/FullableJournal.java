package org.jpmxcfs.transport.raft.node;

import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.ReplicatedJournal;
import org.jpmxcfs.log.model.Entry;

/** A journal whose disk can be full, or fail. */
final class FullableJournal implements ReplicatedJournal {
    private final ReplicatedJournal journal;
    private volatile JournalException.Reason trouble; // null when there is none
    private volatile long syncCount;

    FullableJournal(ReplicatedJournal journal) {
        this.journal = journal;
    }

    void trouble(JournalException.Reason reason) {
        trouble = reason;
    }

    /** Syncs of entries that were asked for. */
    long syncCount() {
        return syncCount;
    }

    private void check() throws JournalException {
        JournalException.Reason reason = trouble;
        if (reason != null) {
            throw new JournalException(reason, "test: " + reason);
        }
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
    public void append(Entry entry) throws JournalException {
        check();
        journal.append(entry);
    }

    @Override
    public void sync(long index) throws JournalException {
        syncCount++;
        journal.sync(index);
    }

    @Override
    public long syncedIndex() {
        return journal.syncedIndex();
    }

    @Override
    public JournalReader reader(long fromIndex) throws JournalException {
        return journal.reader(fromIndex);
    }

    @Override
    public void truncateFrom(long index) throws JournalException {
        check();
        journal.truncateFrom(index);
    }

    @Override
    public void dropBefore(long index) throws JournalException {
        journal.dropBefore(index);
    }

    @Override
    public Ballot ballot() {
        return journal.ballot();
    }

    @Override
    public void saveBallot(Ballot ballot) throws JournalException {
        check();
        journal.saveBallot(ballot);
    }

    @Override
    public long committedIndex() {
        return journal.committedIndex();
    }

    @Override
    public void saveCommitted(long index) throws JournalException {
        check();
        journal.saveCommitted(index);
    }

    @Override
    public void restartAt(long nextIndex) throws JournalException {
        check();
        journal.restartAt(nextIndex);
    }

    @Override
    public boolean isForgetful() {
        return journal.isForgetful();
    }

    @Override
    public void clearForgetful() throws JournalException {
        journal.clearForgetful();
    }

    @Override
    public void close() throws JournalException {
        journal.close();
    }
}
