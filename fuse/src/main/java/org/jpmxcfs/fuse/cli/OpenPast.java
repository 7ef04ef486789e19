package org.jpmxcfs.fuse.cli;

import java.io.IOException;
import org.jpmxcfs.log.EntrySource;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.ReadOnlyJournal;
import org.jpmxcfs.materializer.history.Past;

/** The history in a data directory, open for one command. */
final class OpenPast implements AutoCloseable {
    private final ReadOnlyJournal journal;
    private final Past past;

    private OpenPast(ReadOnlyJournal journal, Past past) {
        this.journal = journal;
        this.past = past;
    }

    /** Opens it as it is now; the daemon may be at work there. */
    static OpenPast of(DataDirOption dataDir) throws CommandFailure, IOException {
        return of(dataDir, ReadOnlyJournal::snapshot);
    }

    /** The same, but walks go on with what the daemon appends. */
    static OpenPast following(DataDirOption dataDir) throws CommandFailure, IOException {
        return of(dataDir, journal -> journal);
    }

    /** What of a journal is read. */
    @FunctionalInterface
    private interface Choice {
        EntrySource of(ReadOnlyJournal journal) throws IOException;
    }

    private static OpenPast of(DataDirOption dataDir, Choice choice)
            throws CommandFailure, IOException {
        ReadOnlyJournal journal = ChronicleJournal.openReadOnly(dataDir.existingJournal());
        try {
            EntrySource entries = choice.of(journal);
            return new OpenPast(journal, Past.open(entries, journal.id(), dataDir.base()));
        } catch (IOException e) {
            journal.close();
            throw e;
        }
    }

    /** The states. */
    Past past() {
        return past;
    }

    @Override
    public void close() throws IOException {
        past.close();
        journal.close();
    }
}
