package org.jpmxcfs.fuse.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.log.EntrySource;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.ReadOnlyJournal;
import org.jpmxcfs.materializer.history.Past;
import org.jpmxcfs.materializer.sqlite.Backups;

/** The history in a data directory, open for one command. */
public final class OpenPast implements AutoCloseable {
    private final ReadOnlyJournal journal;
    private final Past past;

    private OpenPast(ReadOnlyJournal journal, Past past) {
        this.journal = journal;
        this.past = past;
    }

    /** Opens it as it is now; the daemon may be at work there. */
    public static OpenPast of(DataDirOption dataDir) throws CommandFailure, IOException {
        return of(dataDir, journal -> FinalEntries.of(journal, dataDir), journal -> dataDir.base());
    }

    /** The same, but walks go on with what the daemon appends. */
    public static OpenPast following(DataDirOption dataDir) throws CommandFailure, IOException {
        return of(dataDir, journal -> journal, journal -> dataDir.base());
    }

    /**
     * The same, but from the state that the database holds, so that nothing before has to be read.
     */
    public static OpenPast followingFromNow(DataDirOption dataDir)
            throws CommandFailure, IOException {
        Path database = dataDir.existingDatabase();
        Path directory = Files.createTempDirectory("jpmxcfs-watch");
        Path state = directory.resolve("state.db");
        try {
            return of(
                    dataDir,
                    journal -> journal,
                    journal -> {
                        // Not before the journal is open, which keeps what follows on it.
                        Backups.copyWhole(database, state);
                        return state;
                    });
        } finally {
            // It is open, and goes with this process, however that ends.
            Files.deleteIfExists(state);
            Files.delete(directory);
        }
    }

    /** What of a journal is read. */
    @FunctionalInterface
    private interface Choice {
        EntrySource of(ReadOnlyJournal journal) throws IOException;
    }

    /** Where the state lies that the entries follow on. */
    @FunctionalInterface
    private interface Base {
        Path of(ReadOnlyJournal journal) throws IOException;
    }

    private static OpenPast of(DataDirOption dataDir, Choice choice, Base base)
            throws CommandFailure, IOException {
        ReadOnlyJournal journal = ChronicleJournal.openReadOnly(dataDir.existingJournal());
        try {
            EntrySource entries = choice.of(journal);
            return new OpenPast(journal, Past.open(entries, journal.id(), base.of(journal)));
        } catch (IOException e) {
            journal.close();
            throw e;
        }
    }

    /** The states. */
    public Past past() {
        return past;
    }

    @Override
    public void close() throws IOException {
        past.close();
        journal.close();
    }
}
