package org.jpmxcfs.materializer;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.log.SyncRule;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.materializer.sqlite.Backups;
import org.jpmxcfs.materializer.sqlite.Healing;
import org.jpmxcfs.materializer.sqlite.Replacement;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.materializer.sqlite.StoreException;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeListener;
import org.jpmxcfs.materializer.tree.TreeListeners;
import org.jpmxcfs.materializer.tree.TreeLoader;

/**
 * Keeps the views up to date with the journal: the tree in memory at once, the database a little
 * later. One thread at a time calls {@link #apply}; everything else may be called from any thread.
 */
public final class Materializer implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Journal journal;
    private final UUID journalId;
    private final MaterializerConfig config;
    private final LongSupplier nanoClock;
    private final WriteBehind writeBehind;
    private final TreeListeners listeners = new TreeListeners();
    private final RewriteWatch rewrites;
    private final ReentrantLock wholeLock = new ReentrantLock(); // one copy, install or end
    private volatile Healing healing; // null until there is something to heal from

    private Materializer(
            Journal journal,
            UUID journalId,
            MaterializerConfig config,
            LongSupplier nanoClock,
            WriteBehind writeBehind) {
        this.journal = journal;
        this.journalId = journalId;
        this.config = config;
        this.nanoClock = nanoClock;
        this.writeBehind = writeBehind;
        tree().listen(listeners);
        this.rewrites = new RewriteWatch(nanoClock);
    }

    /**
     * Loads the tree from the database and applies the entries of the journal that come after it.
     *
     * @param store open; this materializer closes it
     * @param journal open; stays open, and must outlive this materializer
     * @param journalId identity of the journal
     * @param replayTo index of the last entry to apply: the last one of the journal on a node
     *     without a cluster, else the last one that is known to be committed
     * @throws IOException when the database and the journal do not fit together, or either cannot
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

    /**
     * The same.
     *
     * @param nanoClock a clock that only moves forward, in nanoseconds: for the age of locks and
     *     for when to store
     */
    public static Materializer open(
            SqliteStore store,
            Journal journal,
            UUID journalId,
            long replayTo,
            MaterializerConfig config,
            LongSupplier nanoClock)
            throws IOException {
        JournalMatch.require(store, journalId, journal.firstIndex(), journal.lastIndex());
        Replacement.discardLeftovers(store.file());
        StoredTree loaded = StoredTree.load(store, new TreeLoader(), config, nanoClock);
        if (store.journalId().isEmpty()) {
            store.follow(journalId);
        }
        Tree tree = loaded.tree();
        WriteBehind writeBehind = new WriteBehind(loaded, journal, config, nanoClock);
        new Replay(journal, tree, writeBehind, config, nanoClock).run(replayTo);
        tree.locks().reset();
        writeBehind.start();
        return new Materializer(journal, journalId, config, nanoClock, writeBehind);
    }

    /**
     * Applies the next entry, which is in the journal; readers see its effect when this returns.
     * Waits for a bounded time when the database is far behind.
     *
     * @throws IllegalStateException when that is not possible, as when a content that the entry
     *     changes in part cannot be read back; the message says what to do. No further entry is
     *     applied then, and nothing more is stored, until the process starts again or another state
     *     is installed: what is in memory may be no state of the journal
     */
    public Outcome apply(Entry entry) {
        Outcome outcome = writeBehind.apply(entry);
        rewrites.applied(tree(), entry, outcome);
        return outcome;
    }

    /**
     * The state, for readers. Another tree takes its place at {@link #install}, so who serves
     * requests asks for it at each one; a tree that was asked for stays readable as it was.
     */
    public Tree tree() {
        return writeBehind.current().tree();
    }

    /** Tells {@code listener} of each change from now on, whichever tree is the present one. */
    public void listen(TreeListener listener) {
        listeners.add(listener);
    }

    /**
     * From now on the database is written anew from base and journal when another program touches
     * it, or a part of it goes bad.
     *
     * @param base what the journal begins with
     * @param clock goes into the names under which files are kept
     */
    public void healFrom(Path base, InstantSource clock) {
        healing =
                new Healing(
                        (target, index) -> Rebuild.run(base, target, journal, journalId, index),
                        clock);
        writeBehind.current().store().healWith(healing);
    }

    /**
     * Looks whether another program has touched the database, and mends that.
     *
     * @throws IOException when it cannot be mended now
     */
    public void mendIfTouched() throws IOException {
        writeBehind.current().store().mendIfTouched();
    }

    /** What became of the database and was mended, in one line; empty when nothing did. */
    public Optional<String> mended() {
        return writeBehind.current().store().mended();
    }

    /** The locks as this node has seen them. */
    public LockTable locks() {
        return tree().locks();
    }

    /** Index of the last applied entry. */
    public long appliedIndex() {
        return tree().appliedIndex();
    }

    /**
     * Index of the last entry that the database holds: what retention of the journal may rely on.
     */
    public long flushedIndex() {
        return writeBehind.current().store().appliedIndex();
    }

    /**
     * Says which entries may wait longer for the sync of the journal: those that only rewrite what
     * is rewritten over and over.
     */
    public SyncRule syncRule() {
        return rewrites;
    }

    /**
     * Tells {@code listener} how long each transaction took, in nanoseconds, from now on. Called by
     * the thread that stores, which must not be kept waiting.
     */
    public void onFlush(LongConsumer listener) {
        writeBehind.onFlush(listener);
    }

    /**
     * The state as of now, for {@link StateCut#digest}; called where {@link #apply} is, or by any
     * other thread. Nothing is applied while it is noted what the tree holds: about 0.3 us for each
     * entry.
     *
     * @throws IOException when the database cannot be opened once more
     */
    public StateCut cut() throws IOException {
        return writeBehind.cutState();
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
     * @return index of the last entry that the copy holds
     */
    public long copyTo(Path target) throws IOException {
        wholeLock.lock();
        try {
            flush();
            SqliteStore store = writeBehind.current().store();
            return Backups.copyWhole(store.file(), target, store.journalId());
        } finally {
            wholeLock.unlock();
        }
    }

    /**
     * Puts the state of a snapshot in the place of the present one, which is let go of, while
     * readers are served: those that hold the present tree go on reading it as it is. Called while
     * nothing is applied; the next entry to apply is the one after {@code index}.
     *
     * <p>Whenever the process dies, the database is either the one before or that of the snapshot,
     * whole, and its applied index tells which. From then on it follows the journal of this
     * materializer, which the caller lets go on after {@code index}.
     *
     * @param snapshot what {@link #copyTo} of any node has made; stays as it is
     * @param index index of the last entry that it must hold
     * @throws IOException when it is damaged, foreign or of another entry, or cannot be stored; the
     *     state, and all that goes with it, is as before
     */
    public void install(Path snapshot, long index) throws IOException {
        wholeLock.lock();
        try {
            writeBehind.exchange(present -> replace(present, snapshot, index));
            listeners.replaced();
        } finally {
            wholeLock.unlock();
        }
    }

    private StoredTree replace(StoredTree present, Path snapshot, long index) throws IOException {
        SqliteStore before = present.store();
        try (Replacement replacement =
                Replacement.prepare(snapshot, before.file(), journalId, index)) {
            SqliteStore store = replacement.putInPlaceOf(before);
            TreeLoader loader = new TreeLoader().inPlaceOf(present.tree());
            StoredTree next = StoredTree.load(store, loader, config, nanoClock);
            store.healWith(healing);
            next.tree().listen(listeners);
            replacement.keep();
            // The file has no name any more; its bytes go when the last reader lets go of the tree.
            CLEANER.register(present.tree(), before::letGo);
            return next;
        }
    }

    /**
     * Stores everything, brings it into the one database file, and closes the store.
     *
     * @throws IOException when not all could be stored; it still is in the journal
     */
    @Override
    public void close() throws IOException {
        wholeLock.lock();
        try {
            writeBehind.close();
            flushAndClose(writeBehind.current().store());
        } finally {
            wholeLock.unlock();
        }
    }

    private void flushAndClose(SqliteStore store) throws IOException {
        try {
            flush();
        } catch (IOException e) {
            try {
                store.close();
            } catch (StoreException f) {
                e.addSuppressed(f);
            }
            throw e;
        }
        store.close();
    }
}
