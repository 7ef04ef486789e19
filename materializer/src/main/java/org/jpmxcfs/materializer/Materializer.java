package org.jpmxcfs.materializer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.materializer.sqlite.StoreException;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the views up to date with the journal: the tree in memory at once, the database a little
 * later. One thread at a time calls {@link #apply}; everything else may be called from any thread.
 */
public final class Materializer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Materializer.class);

    private final SqliteStore store;
    private final Tree tree;
    private final WriteBehind writeBehind;

    private Materializer(SqliteStore store, Tree tree, WriteBehind writeBehind) {
        this.store = store;
        this.tree = tree;
        this.writeBehind = writeBehind;
    }

    /**
     * Loads the tree from the database and applies the entries of the journal that come after it.
     *
     * @param store open; this materializer closes it
     * @param journal open; stays open, and must outlive this materializer
     * @param journalId identity of the journal
     * @param replayTo index of the last entry to apply: the last one of the journal on a node
     *     without a cluster, else the last one that is known to be committed
     * @throws IOException when the database and the journal do not fit together, or either can not
     *     be read; the message is one line that says how to go on. The store stays open.
     */
    public static Materializer open(
            SqliteStore store,
            Journal journal,
            UUID journalId,
            long replayTo,
            MaterializerConfig config)
            throws IOException {
        return open(store, journal, journalId, replayTo, config, System::nanoTime);
    }

    static Materializer open(
            SqliteStore store,
            Journal journal,
            UUID journalId,
            long replayTo,
            MaterializerConfig config,
            LongSupplier nanoClock)
            throws IOException {
        JournalMatch.require(store, journalId, journal.firstIndex(), journal.lastIndex());
        TreeLoader loader = new TreeLoader();
        store.load(loader);
        Tree tree = loader.load(store, new LockTable(nanoClock), config.contentCacheBytes());
        for (String warning : loader.warnings()) {
            LOG.warn("{}: {}", store.file(), warning);
        }
        if (store.journalId().isEmpty()) {
            store.follow(journalId);
        }
        WriteBehind writeBehind = new WriteBehind(tree, store, journal, config, nanoClock);
        new Replay(journal, tree, writeBehind, config, nanoClock).run(replayTo);
        tree.locks().reset();
        writeBehind.start();
        return new Materializer(store, tree, writeBehind);
    }

    /**
     * Applies the next entry, which is in the journal; readers see its effect when this returns.
     * Waits for a bounded time when the database is far behind.
     *
     * @throws RuntimeException when a content that the entry changes in part can not be read back:
     *     nothing has changed then, and this node must stop, as it can not follow the order
     */
    public Outcome apply(Entry entry) {
        return writeBehind.apply(entry);
    }

    /** The state, for readers. */
    public Tree tree() {
        return tree;
    }

    /** The locks as this node has seen them. */
    public LockTable locks() {
        return tree.locks();
    }

    /** Index of the last applied entry. */
    public long appliedIndex() {
        return tree.appliedIndex();
    }

    /**
     * Index of the last entry that the database holds: what retention of the journal may rely on.
     */
    public long flushedIndex() {
        return store.appliedIndex();
    }

    /**
     * Tells {@code listener} how long each transaction took, in nanoseconds, from now on. Called by
     * the thread that stores, which must not be kept waiting.
     */
    public void onFlush(LongConsumer listener) {
        writeBehind.onFlush(listener);
    }

    /** How the database keeps up. */
    public FlushStatus status() {
        return writeBehind.status();
    }

    /**
     * Stores everything that is applied when it is called.
     *
     * @throws IOException when the journal or the database failed; nothing is lost, and it will be
     *     tried again by itself
     */
    public void flush() throws IOException {
        writeBehind.flush();
    }

    /**
     * Writes a copy of the whole state as of now or a little later, while work goes on.
     *
     * @param target replaced at one instant, mode 0600
     */
    public void copyTo(Path target) throws IOException {
        flush();
        store.copyTo(target);
    }

    /**
     * Stores everything, brings it into the one database file, and closes the store.
     *
     * @throws IOException when not all could be stored; it still is in the journal
     */
    @Override
    public void close() throws IOException {
        writeBehind.close();
        try {
            flush();
        } catch (IOException e) {
            closeAfter(e);
            throw e;
        }
        store.close();
    }

    private void closeAfter(IOException cause) {
        try {
            store.close();
        } catch (StoreException e) {
            cause.addSuppressed(e);
        }
    }
}
