package org.jpmxcfs.transport.raft.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.ReplicatedJournal;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.transport.raft.core.Effects;
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

    /**
     * Stores what effects ask for, in their order.
     *
     * @throws IOException when a part could not be stored: nothing that rests on it may be sent or
     *     delivered
     */
    void store(Effects effects) throws IOException {
        if (effects.ballot() != null) {
            journal.saveBallot(effects.ballot());
        }
        if (effects.restartAt() != null) {
            journal.restartAt(effects.restartAt().index() + 1);
            marks.restartAt(effects.restartAt());
            snapshots.discardIncoming();
        }
        if (effects.truncateFrom() != 0) {
            journal.truncateFrom(effects.truncateFrom());
        }
        List<Entry> persist = effects.persist();
        for (int i = 0; i < persist.size(); i++) {
            journal.append(persist.get(i));
        }
        if (effects.part() != null) {
            snapshots.store(effects.part());
        }
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
