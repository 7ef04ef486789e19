package org.jpmxcfs.materializer.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.jpmxcfs.log.EntrySource;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.Place;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Transfer;

/**
 * Makes the index of a journal, part by part, from what its files hold: nobody waits for it, and
 * whoever finds it missing or short reads the entries. One thread.
 */
public final class HistoryIndexing {
    /** So many entries are worth a part; reading them takes a command a tenth of a second. */
    private static final int PART_ENTRIES_MIN = 16 << 10;

    /** What is written meanwhile is in memory, so a part ends when it has come to this. */
    private static final long PART_BYTES_MAX = 16L << 20;

    /** A state stays beside its part when it is this much smaller than what was written. */
    private static final int STATE_WORTH = 4;

    /** The state of a larger tree would take too much memory beside that of the daemon. */
    private static final int TREE_ENTRIES_MAX = 100_000;

    private static final int ENTRY_BYTES = 100;

    private final Path directory;
    private final Path base;
    private final int entriesMin;
    private long seenTo = Long.MIN_VALUE; // entries up to here need not be looked at again

    /**
     * An index in a directory, which is made when it is missing.
     *
     * @param journalDirectory directory of the journal
     * @param base the state that it begins with
     */
    public HistoryIndexing(Path journalDirectory, Path base) {
        this(journalDirectory, base, PART_ENTRIES_MIN);
    }

    /**
     * The same.
     *
     * @param entriesMin so many entries are worth a part; one has up to twice as many
     */
    HistoryIndexing(Path journalDirectory, Path base, int entriesMin) {
        this.entriesMin = entriesMin;
        this.directory = HistoryIndex.in(journalDirectory);
        this.base = base;
    }

    /**
     * Whether it may be time to {@link #advance}.
     *
     * @param lastIndex index of the last entry that is final
     */
    public boolean isDue(long lastIndex) {
        return seenTo == Long.MIN_VALUE || lastIndex - seenTo >= entriesMin;
    }

    /**
     * Makes one part more, when that is worth it.
     *
     * @param entries those of the journal that are final
     * @return whether a part was made, so that another may be due
     */
    public boolean advance(EntrySource entries, UUID journalId) throws IOException {
        try (Past past = Past.open(entries, journalId, base, directory)) {
            long from = Math.max(past.firstIndex(), past.index().through());
            seenTo = from;
            if (past.lastIndex() - from < entriesMin) {
                return false;
            }
            seenTo = past.lastIndex();
            try (Walk walk = past.at(from, Progress.NONE)) {
                boolean isMade =
                        walk.tree().entryCount() <= TREE_ENTRIES_MAX
                                && make(walk, entries, journalId, past);
                seenTo = isMade ? walk.tree().appliedIndex() : past.lastIndex();
                return isMade;
            }
        }
    }

    /** Lets go of what tells only of entries up to the base, or belongs to something else. */
    public void drop(long baseIndex) throws IOException {
        for (String ending : List.of(HistoryIndex.STEPS, HistoryIndex.STATE)) {
            for (Path file : HistoryIndex.files(directory, ending)) {
                if (HistoryIndex.lastIndexOf(file) <= baseIndex) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private boolean make(Walk walk, EntrySource entries, UUID journalId, Past past)
            throws IOException {
        long first = walk.tree().appliedIndex() + 1;
        IndexPartWriter part = new IndexPartWriter(first);
        Steps steps = new Steps(walk);
        long bytes = 0;
        Place end = null;
        try (JournalReader reader = entries.reader(first, past.index().end())) {
            while (isToGoOn(walk.tree().appliedIndex(), first, past.lastIndex(), bytes)) {
                Entry entry = reader.next();
                if (entry == null || entry.mutation() instanceof Transfer) {
                    // A transfer changes what it does not name: behind it entries are read.
                    break;
                }
                end = reader.place();
                part.seen(entry.timeMillis());
                bytes += add(part, walk, steps, entry, end);
            }
        }
        long last = walk.tree().appliedIndex();
        if (end == null || last - first + 1 < entriesMin && bytes < PART_BYTES_MAX) {
            return false;
        }
        write(last, part.finish(journalId, last, end), StateFile.bytesOf(walk.tree(), journalId));
        thin(last, bytes);
        return true;
    }

    private boolean isToGoOn(long reached, long first, long last, long bytes) {
        return reached < last && reached - first + 1 < 2L * entriesMin && bytes < PART_BYTES_MAX;
    }

    private static long add(IndexPartWriter part, Walk walk, Steps steps, Entry entry, Place place)
            throws IOException {
        Steps.Touched touched = steps.touched(entry);
        boolean wasDirectory = IndexedHistory.isDirectory(walk.tree(), touched);
        Step step = steps.apply(entry);
        if (step != null) {
            boolean isDirectory = wasDirectory || IndexedHistory.isDirectory(walk.tree(), touched);
            part.add(step, place, isWhole(step, entry.mutation()), isDirectory);
        }
        int data = entry.mutation() instanceof Mutation.Write write ? write.data().length : 0;
        return ENTRY_BYTES + (long) data;
    }

    /** Whether the content after a change is told by its entry alone. */
    private static boolean isWhole(Step step, Mutation mutation) {
        if (mutation instanceof Mutation.Write write) {
            return write.offset() == 0 && write.data().length >= step.sizeAfter();
        }
        return step.kind() == StepKind.CREATE
                || step.kind() == StepKind.TRUNCATE && step.sizeAfter() == 0;
    }

    // The state first: a part without one is of less use than none.
    private void write(long last, ByteBuffer part, byte[] state) throws IOException {
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (Path later : HistoryIndex.files(directory, HistoryIndex.STEPS)) {
            if (HistoryIndex.lastIndexOf(later) >= last) {
                Files.delete(later);
            }
        }
        put(last, HistoryIndex.STATE, state);
        put(last, HistoryIndex.STEPS, part.array());
    }

    private void put(long last, String ending, byte[] bytes) throws IOException {
        Path file = directory.resolve("%020d%s".formatted(last, ending));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, bytes);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Keeps the state before this one only where it is small beside what lies between. */
    private void thin(long last, long bytes) throws IOException {
        List<Path> states = HistoryIndex.files(directory, HistoryIndex.STATE);
        int newest = states.size() - 1;
        boolean isCostly = Files.size(states.get(newest)) * STATE_WORTH > bytes;
        if (newest > 0 && isCostly && HistoryIndex.lastIndexOf(states.get(newest - 1)) < last) {
            Files.delete(states.get(newest - 1));
        }
    }
}
