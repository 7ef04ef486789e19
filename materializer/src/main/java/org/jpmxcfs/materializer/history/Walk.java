package org.jpmxcfs.materializer.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.materializer.tree.Changes;
import org.jpmxcfs.materializer.tree.Tree;

/** A tree on its way through the journal, entry by entry. One thread. */
public final class Walk implements AutoCloseable {
    /**
     * What has changed is handed over when it has come to this many bytes: it is held in memory
     * until then, with all that was deleted meanwhile.
     */
    private static final long PENDING_BYTES_MAX = 8 << 20;

    /** Takes what has changed. */
    @FunctionalInterface
    interface Sink {
        void store(Changes changes) throws IOException;
    }

    private final Tree tree;
    private final JournalReader reader;
    private final Sink sink;

    /**
     * A walk that begins with the state of {@code tree}.
     *
     * @param reader stands at the entry after that state; closed together with this walk
     */
    Walk(Tree tree, JournalReader reader, Sink sink) {
        this.tree = tree;
        this.reader = reader;
        this.sink = sink;
    }

    /** The state as of the last entry that was applied. */
    public Tree tree() {
        return tree;
    }

    /**
     * The next entry, which {@link #apply} is to get; null when the journal has none yet.
     *
     * @throws IOException when it cannot be read, or the journal has changed behind this walk
     */
    public Entry next() throws IOException {
        Entry entry = reader.next();
        if (entry != null && entry.index() != tree.appliedIndex() + 1) {
            throw new HistoryException(
                    "entries from "
                            + entry.index()
                            + " on were replaced by others while they were read; try it again");
        }
        return entry;
    }

    /**
     * The next entry, which must be there.
     *
     * @param end index of the last entry that is known to be there, for the message
     */
    Entry next(long end) throws IOException {
        Entry entry = next();
        if (entry == null) {
            throw new HistoryException(
                    "the journal ends at entry " + tree.appliedIndex() + ", before entry " + end);
        }
        return entry;
    }

    /** Applies an entry. */
    public Outcome apply(Entry entry) throws IOException {
        try {
            Outcome outcome = tree.apply(entry);
            if (tree.pendingBytes() > PENDING_BYTES_MAX) {
                handOver();
            }
            return outcome;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Goes on until the state is that of entry {@code index}.
     *
     * @throws HistoryException when the journal ends before it, or has passed it already
     */
    public void to(long index, Progress progress) throws IOException {
        long first = tree.appliedIndex();
        if (first > index) {
            throw new HistoryException(
                    "the state of entry " + index + " comes before that of entry " + first);
        }
        while (tree.appliedIndex() < index) {
            Entry entry = next(index);
            apply(entry);
            progress.advance(entry.index() - first, index - first);
        }
    }

    /** Hands over everything that has changed. */
    void handOver() throws IOException {
        Changes changes = tree.drainChanges();
        sink.store(changes);
        tree.flushed(changes);
    }

    @Override
    public void close() {
        reader.close();
    }
}
