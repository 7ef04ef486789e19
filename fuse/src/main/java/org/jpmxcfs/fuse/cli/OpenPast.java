package org.jpmxcfs.fuse.cli;

import java.io.IOException;
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

    /** Opens it; the daemon may be at work there. */
    static OpenPast of(DataDirOption dataDir) throws CommandFailure, IOException {
        ReadOnlyJournal journal = ChronicleJournal.openReadOnly(dataDir.existingJournal());
        try {
            return new OpenPast(journal, Past.open(journal, journal.id(), dataDir.base()));
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
