package org.jpmxcfs.transport.raft.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.ReplicatedJournal;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.transport.raft.core.Effects;
import org.jpmxcfs.transport.raft.core.Interpreter;
import org.jpmxcfs.transport.raft.core.Source;
import org.jpmxcfs.transport.raft.core.Weight;

/** What a replica has on this node's disk: journal, mark, snapshots. Owned by the loop thread. */
final class Storage implements Source {
    private final ReplicatedJournal journal;
    private final MarkFile marks;
    private final SnapshotFiles snapshots;

    Storage(ReplicatedJournal journal, MarkFile marks, SnapshotFiles snapshots) {
        this.journal = journal;
        this.marks = marks;
        this.snapshots = snapshots;
    }

    /** See {@link Interpreter.World#saveBallot}. */
    void saveBallot(Ballot ballot) throws IOException {
        journal.saveBallot(ballot);
    }

    /** See {@link Interpreter.World#restartAt}. */
    void restartAt(Mark mark) throws IOException {
        journal.restartAt(mark.index() + 1);
        marks.restartAt(mark);
        snapshots.discardIncoming();
    }

    /** See {@link Interpreter.World#truncateFrom}. */
    void truncateFrom(long index) throws IOException {
        journal.truncateFrom(index);
    }

    /** See {@link Interpreter.World#append}. */
    void append(Entry entry) throws IOException {
        journal.append(entry);
    }

    /** See {@link Interpreter.World#store}. */
    void store(Effects.SnapshotPart part) throws IOException {
        snapshots.store(part);
    }

    /** Notes how far entries are committed, so that the next start can apply them at once. */
    void noteCommitted(long index) throws IOException {
        if (index > journal.committedIndex()) {
            journal.saveCommitted(index);
        }
    }

    /** Notes that this node has caught up with whatever it may have forgotten. */
    void recordTrust() throws IOException {
        marks.recordTrust();
        journal.clearForgetful();
    }

    @Override
    public List<Entry> entries(long fromIndex, int bytesMax, int countMax) {
        List<Entry> entries = new ArrayList<>();
        try (JournalReader reader = journal.reader(fromIndex)) {
            long bytes = 0;
            while (entries.size() < countMax) {
                Entry entry = reader.next();
                bytes += entry == null ? 0 : Weight.of(entry);
                if (entry == null || (!entries.isEmpty() && bytes > bytesMax)) {
                    break;
                }
                entries.add(entry);
            }
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] snapshotBytes(Mark mark, long offset, int count) {
        return snapshots.read(mark, offset, count);
    }
}
