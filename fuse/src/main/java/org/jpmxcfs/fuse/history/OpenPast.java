package org.jpmxcfs.fuse.history;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jpmxcfs.fuse.files.SharedFiles;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.log.EntrySource;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.ReadOnlyJournal;
import org.jpmxcfs.materializer.history.HistoryException;
import org.jpmxcfs.materializer.history.HistoryIndex;
import org.jpmxcfs.materializer.history.Past;
import org.jpmxcfs.materializer.history.PathHistory;
import org.jpmxcfs.materializer.history.Progress;
import org.jpmxcfs.materializer.sqlite.Backups;

/**
 * The history in a data directory, open for one question or some. The daemon may be at work there,
 * in this process or another; what was there when this was opened stays until it is closed, also
 * where the daemon drops old entries meanwhile. One thread.
 */
public final class OpenPast implements AutoCloseable {
    private final ReadOnlyJournal journal;
    private final Past past;

    private OpenPast(ReadOnlyJournal journal, Past past) {
        this.journal = journal;
        this.past = past;
    }

    /**
     * Opens it as it is now.
     *
     * @throws IOException when there is no journal, or it cannot be read
     */
    public static OpenPast of(DataDirectory data) throws IOException {
        return of(data, journal -> FinalEntries.of(journal, data), journal -> data.base());
    }

    /** The same, but walks go on with what the daemon appends. */
    public static OpenPast following(DataDirectory data) throws IOException {
        return of(data, journal -> journal, journal -> data.base());
    }

    /**
     * The same for who wants the newest state at once: where much would have to be read for that,
     * the history begins with what the database holds.
     */
    public static OpenPast followingFromNow(DataDirectory data) throws IOException {
        OpenPast whole = following(data);
        if (whole.past.isNearNow()) {
            return whole;
        }
        whole.close();
        return followingDatabase(data);
    }

    private static OpenPast followingDatabase(DataDirectory data) throws IOException {
        Path directory = Files.createTempDirectory("jpmxcfs-watch");
        Path state = directory.resolve("state.db");
        try {
            return of(
                    data,
                    journal -> journal,
                    journal -> {
                        // Not before the journal is open, which keeps what follows on it.
                        Backups.copyWhole(data.database(), state);
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

    // The journal first: what it holds then stays, and the base can only be newer than it was.
    private static OpenPast of(DataDirectory data, Choice choice, Base base) throws IOException {
        ReadOnlyJournal journal = ChronicleJournal.openReadOnly(data.journal());
        try {
            Path index = HistoryIndex.in(data.journal());
            HistoryIndex.newest(index, journal.id())
                    .ifPresent(known -> journal.lookFrom(known.index(), known.place()));
            EntrySource entries = choice.of(journal);
            return new OpenPast(journal, Past.open(entries, journal.id(), base.of(journal), index));
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /** The states. */
    public Past past() {
        return past;
    }

    /**
     * A past state, in memory.
     *
     * @throws HistoryException when the history does not reach there
     */
    public PastState at(Moment moment, Progress progress) throws IOException {
        return at(moment.index(past), progress);
    }

    private PastState at(long index, Progress progress) throws IOException {
        return new PastState(past, past.at(index, progress));
    }

    /** What happened to a file, also under other names, or below a directory. */
    public PathHistory.Found changesOf(String path, Progress progress) throws IOException {
        return changesOf(path, Integer.MAX_VALUE, progress);
    }

    /**
     * The newest of it.
     *
     * @param max how many changes at most
     */
    public PathHistory.Found changesOf(String path, int max, Progress progress) throws IOException {
        return new PathHistory(past, path).read(progress, max);
    }

    /**
     * How a file, or all files below a directory, differ between two moments.
     *
     * @param from the earlier one; empty for what the newest change did
     * @param to the later one; empty for now
     * @return one for each file that differs, in the order of their names
     * @throws HistoryException when the history does not reach there, or they are the wrong way
     *     round
     */
    public List<FileDifference> compare(
            String path, Optional<Moment> from, Optional<Moment> to, Progress progress)
            throws IOException {
        Comparison comparison = new Comparison(past, path, progress);
        long last = to.isPresent() ? to.get().index(past) : past.lastIndex();
        long first = from.isPresent() ? from.get().index(past) : comparison.beforeNewest(last);
        return comparison.between(first, last);
    }

    /**
     * What it takes so that a file or directory is again as it was.
     *
     * @param now the present files, which stay as they are until the plan is carried out
     * @throws HistoryException when it was not there then, or is of another kind now
     */
    public RestorationPlan planRestoration(
            String path, Moment moment, SharedFiles now, Progress progress) throws IOException {
        try (PastState then = at(moment, progress)) {
            return RestorationPlan.of(then, path, now);
        }
    }

    /**
     * Writes a past state into a directory that is empty or not there yet.
     *
     * @return index of the last entry that had happened
     */
    public long exportTo(Path directory, Moment moment, Progress progress) throws IOException {
        long index = moment.index(past);
        TreeExport export = new TreeExport(directory);
        try (PastState then = at(index, progress)) {
            export.write(then.tree());
        }
        return index;
    }

    /**
     * Writes a past state into a database that jpmxcfs and pmxcfs can start from.
     *
     * @param database replaced at one instant, mode 0600
     * @return index of the last entry that had happened
     */
    public long writeTo(Path database, Moment moment, Progress progress) throws IOException {
        return past.writeTo(database, moment.index(past), journal.id(), progress);
    }

    /**
     * What a stream for git holds.
     *
     * @param index index of the last entry in it, for the next export
     * @param commitCount how many commits it has
     */
    public record Exported(long index, long commitCount) {}

    /**
     * Writes what happened as a stream for git-fast-import(1), one commit for what a node changed
     * within a second.
     *
     * @param since index of the last entry of an earlier export; empty to begin a repository
     * @param excluded paths from the root that are left out
     * @param nowMillis milliseconds since 1970: what may not be over yet waits for the next export
     * @throws HistoryException when the history does not reach there
     */
    public Exported exportForGit(
            OutputStream out,
            OptionalLong since,
            Predicate<String> excluded,
            long nowMillis,
            Progress progress)
            throws IOException {
        FastExport export = new FastExport(past, excluded, out);
        if (since.isPresent()) {
            past.requireHeld(since.getAsLong());
        }
        long index = export.write(since.orElse(-1), nowMillis, progress);
        return new Exported(index, export.commitCount());
    }

    @Override
    public void close() throws IOException {
        try (journal) {
            past.close();
        }
    }
}
