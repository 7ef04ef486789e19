package org.jpmxcfs.materializer.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jpmxcfs.log.EntrySource;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.Place;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Heading;
import org.jpmxcfs.materializer.sqlite.FrozenStore;
import org.jpmxcfs.materializer.sqlite.StoreException;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeLoader;

/**
 * Every state that a journal leads through, from the one that it begins with. Works while another
 * process appends to the journal. One thread.
 */
public final class Past implements AutoCloseable {
    private static final int NEAR_ENTRIES = 64 << 10;

    private final EntrySource entries;
    private final FrozenStore base; // null when the journal begins with an empty tree
    private final long firstIndex;
    private final long lastIndex;
    private final HistoryIndex index;

    private Past(
            EntrySource entries,
            FrozenStore base,
            long firstIndex,
            long lastIndex,
            HistoryIndex index) {
        this.index = index;
        this.entries = entries;
        this.base = base;
        this.firstIndex = firstIndex;
        this.lastIndex = lastIndex;
    }

    /**
     * Opens what lies in a data directory.
     *
     * @param entries the journal; stays open
     * @param journalId its identity
     * @param baseFile the state that the journal begins with; an empty tree when there is no such
     *     file
     * @throws IOException when either cannot be read, or the two do not fit together
     */
    public static Past open(EntrySource entries, UUID journalId, Path baseFile) throws IOException {
        return open(entries, journalId, baseFile, null);
    }

    /**
     * The same, with an index of it.
     *
     * @param indexDirectory where that is, or is not yet; null for none
     * @throws IOException when journal or base cannot be read, or the two do not fit together
     */
    public static Past open(EntrySource entries, UUID journalId, Path baseFile, Path indexDirectory)
            throws IOException {
        FrozenStore base = Files.exists(baseFile) ? FrozenStore.open(baseFile) : null;
        try {
            long reached = base == null ? 0 : base.appliedIndex();
            Optional<UUID> owner = base == null ? Optional.empty() : base.journalId();
            if (owner.isPresent() && !owner.get().equals(journalId)) {
                throw new HistoryException(
                        baseFile + " belongs to another journal; put back the one of this journal");
            }
            long last = entries.lastIndex();
            if (entries.firstIndex() > reached + 1 || last < reached) {
                throw new HistoryException(
                        "the journal holds entries "
                                + entries.firstIndex()
                                + " to "
                                + last
                                + ", which do not follow on "
                                + (base == null ? "an empty tree" : baseFile.toString())
                                + " (entry "
                                + reached
                                + "): nothing before the present state can be told");
            }
            HistoryIndex index =
                    indexDirectory == null
                            ? HistoryIndex.none()
                            : HistoryIndex.open(indexDirectory, journalId, entries, reached);
            return new Past(entries, base, reached, last, index);
        } catch (IOException e) {
            if (base != null) {
                base.close();
            }
            throw e;
        }
    }

    /** Index of the last entry of the oldest state that can be had; 0 for an empty tree. */
    public long firstIndex() {
        return firstIndex;
    }

    /** Index of the newest entry when this was opened. */
    public long lastIndex() {
        return lastIndex;
    }

    /**
     * Index of the last entry that was asked for at or before a time.
     *
     * @param timeMillis milliseconds since 1970
     * @throws HistoryException when all entries are newer
     */
    public long indexAt(long timeMillis, Progress progress) throws IOException {
        if (index.through() > 0) {
            return requireFound(indexedAt(timeMillis));
        }
        long[] found = {-1};
        read(
                heading -> {
                    found[0] = heading.timeMillis() <= timeMillis ? heading.index() : found[0];
                    return false;
                },
                entry -> {},
                progress);
        return requireFound(found[0]);
    }

    private long requireFound(long found) throws HistoryException {
        if (found < 0) {
            throw new HistoryException(
                    "the journal holds no entry that old; its first is entry "
                            + (firstIndex + 1)
                            + ", see 'jpmxcfs journal stat'");
        }
        return found;
    }

    /** Only what can hold the entry is read: what is behind the index, else one part of it. */
    private long indexedAt(long timeMillis) throws IOException {
        long found = lastUpTo(timeMillis, index.through() + 1, lastIndex, index.end());
        List<IndexPart> parts = index.parts();
        for (int i = parts.size() - 1; i >= 0 && found < 0; i--) {
            if (parts.get(i).oldestMillis() <= timeMillis) {
                long first = Math.max(firstIndex + 1, parts.get(i).firstIndex());
                Place near = i == 0 ? null : parts.get(i - 1).end();
                found = lastUpTo(timeMillis, first, parts.get(i).lastIndex(), near);
            }
        }
        return found;
    }

    private long lastUpTo(long timeMillis, long first, long last, Place near) throws IOException {
        long found = -1;
        if (first > last) {
            return found;
        }
        try (JournalReader reader = entries.reader(first, near)) {
            Entry entry = reader.next();
            while (entry != null && entry.index() <= last) {
                found = entry.timeMillis() <= timeMillis ? entry.index() : found;
                entry = reader.next();
            }
        }
        return found;
    }

    /** The state as of one entry, in memory; the walk can go on from there. */
    public Walk at(long index, Progress progress) throws IOException {
        requireHeld(index);
        StateFile state = this.index.stateUpTo(index);
        Walk walk = state == null ? walk() : walkFrom(state);
        try {
            walk.to(index, progress);
            return walk;
        } catch (IOException e) {
            walk.close();
            throw e;
        }
    }

    /** A walk in memory that begins with the oldest state. */
    public Walk walk() throws IOException {
        TreeLoader loader = new TreeLoader();
        if (base != null) {
            base.load(loader);
        }
        // What is not in the base is in memory only, so nothing may ever leave it.
        Tree tree = loader.load(this::content, new LockTable(() -> 0), Long.MAX_VALUE);
        return new Walk(tree, entries.reader(firstIndex + 1), changes -> {});
    }

    private Walk walkFrom(StateFile state) throws IOException {
        TreeLoader loader = new TreeLoader();
        state.load(loader);
        IndexedContents contents = new IndexedContents(index, state, entries, base);
        Tree tree = loader.load(contents, new LockTable(() -> 0), Long.MAX_VALUE);
        long last = state.index();
        return new Walk(tree, entries.reader(last + 1, index.placeBehind(last)), changes -> {});
    }

    /**
     * Whether the newest state can be had in a moment: there is a state that only a few entries
     * follow.
     */
    public boolean isNearNow() {
        return lastIndex - Math.max(firstIndex, index.through()) <= NEAR_ENTRIES;
    }

    /** What is known of it without reading its entries. */
    HistoryIndex index() {
        return index;
    }

    /**
     * Writes the state of one entry into a database, through a file beside it, so that memory does
     * not grow with it.
     *
     * @param target a database as pmxcfs has it, mode 0600, which replaces what is there at one
     *     instant
     * @return the entry that the database shows
     */
    public long writeTo(Path target, long index, UUID journalId, Progress progress)
            throws IOException {
        requireHeld(index);
        return new Rebuilding(entries, journalId, this::copyBase).writeTo(target, index, progress);
    }

    private boolean copyBase(Path target) throws StoreException {
        if (base != null) {
            base.copyTo(target);
        }
        return base != null;
    }

    /**
     * Refuses an index outside of what can be had.
     *
     * @throws HistoryException when the index is too low or too high
     */
    public void requireHeld(long index) throws HistoryException {
        if (index < firstIndex || index > lastIndex) {
            throw new HistoryException(
                    "entry %d is not in reach: states of entry %d to %d can be had"
                            .formatted(index, firstIndex, lastIndex));
        }
    }

    /** Reads all entries, and hands over those whose headings are wanted, in order. */
    void read(Predicate<Heading> wanted, Consumer<Entry> taker, Progress progress)
            throws IOException {
        Predicate<Heading> told =
                heading -> {
                    progress.advance(heading.index() - firstIndex, lastIndex - firstIndex);
                    return wanted.test(heading);
                };
        try (JournalReader reader = entries.reader(firstIndex + 1, told)) {
            Entry entry = reader.next();
            while (entry != null && entry.index() <= lastIndex) {
                taker.accept(entry);
                entry = reader.next();
            }
        }
    }

    private byte[] content(long inode) {
        if (base == null) {
            throw new IllegalStateException("inode " + inode + " has lost its content");
        }
        return base.read(inode);
    }

    @Override
    public void close() throws StoreException {
        if (base != null) {
            base.close();
        }
    }
}
