package org.jpmxcfs.materializer.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jpmxcfs.materializer.sqlite.FileGuard.Touch;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;
import org.jpmxcfs.materializer.tree.Changes;
import org.jpmxcfs.materializer.tree.ContentSource;
import org.jpmxcfs.materializer.tree.TreeLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tree on disk: {@code config.db}, which pmxcfs itself can open. It holds the state as of one
 * journal entry, whose index is committed in the same transaction. Only one process writes it;
 * {@link #flush}, {@link #follow} and {@link #close} exclude each other, and {@link #read} may be
 * called from any thread at any time.
 */
public final class SqliteStore implements ContentSource, AutoCloseable {
    /** Version of a tree that nobody has changed, as in pmxcfs. */
    public static final long UNTOUCHED_VERSION = 1;

    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

    /** Each waits for readers as long as {@link Connections#BUSY_MILLIS_MAX}. */
    private static final int COPY_TRIES = 5;

    private final Path file;
    private ContentReaders readers;
    private FrozenStore frozen; // null but from freeze to thaw
    private volatile ContentSource contents; // the readers, or what is frozen
    private RowWriter writer; // null after a failure, until the next use
    private boolean closed;
    private final FileGuard guard;
    private Healing healing; // null where there is nothing to heal from
    private volatile boolean folded; // the one file holds all that is stored
    private volatile long writtenBytes;
    private volatile StoreState state;

    private SqliteStore(Path file, StoreState state) {
        this.file = file;
        this.state = state;
        this.readers = new ContentReaders(file);
        this.contents = readers;
        this.guard = new FileGuard(file);
    }

    /**
     * Opens a database, or makes it when there is none. One of pmxcfs is taken as it is: it gets
     * our tables beside its own, and no journal belongs to it yet.
     *
     * @throws StoreException when it is damaged, locked, foreign, of a newer format, or changed by
     *     another program since it was last written here; nothing was changed then
     */
    public static SqliteStore open(Path file) throws StoreException {
        SqliteStore store = new SqliteStore(file, new DatabaseOpening(file).prepare());
        try {
            store.writer();
            store.guard.seal();
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        }
        return store;
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** Id of the journal that continues this state; empty when none does yet. */
    public Optional<UUID> journalId() {
        return state.journalId();
    }

    /** Index of the last journal entry that is stored; 0 for none. */
    public long appliedIndex() {
        return state.appliedIndex();
    }

    /** Version of the tree that is stored; 1 for one that nobody has changed. */
    public long treeVersion() {
        return state.treeVersion();
    }

    /** From now on, the entries of this journal continue the state. Returns when committed. */
    public synchronized void follow(UUID journalId) throws StoreException {
        commit(state.followedBy(Optional.of(journalId)));
    }

    /**
     * From now on no journal continues the state: another one may begin over it. Returns when
     * committed.
     */
    public synchronized void leaveJournal() throws StoreException {
        commit(state.followedBy(Optional.empty()));
    }

    private void commit(StoreState next) throws StoreException {
        try {
            folded = false;
            writer().commit(next);
            state = next;
        } catch (SQLException e) {
            throw abandon(e);
        } finally {
            guard.seal();
        }
    }

    /**
     * From now on the state is written anew, up to the entry that is stored, when the file is
     * touched by another program or goes bad.
     */
    public synchronized void healWith(Healing newHealing) {
        healing = newHealing;
    }

    /**
     * Looks whether another program has touched the file; then what it has made of it is kept under
     * a dated name, and our state is written anew.
     *
     * @throws StoreException when that failed; it is tried again the next time
     */
    public synchronized void mendIfTouched() throws StoreException {
        if (healing == null || closed || frozen != null) {
            return;
        }
        Touch touch;
        try {
            touch = guard.look(writer);
        } catch (SQLException e) {
            LOG.debug("{}: cannot tell whether it was changed", file, e);
            touch = Touch.CHANGED;
        }
        if (touch != Touch.NONE) {
            healing.touched(touch, writeAnew(touch == Touch.CHANGED));
        }
    }

    /** What became of the file and was mended, since it was opened; empty when nothing did. */
    public synchronized Optional<String> mended() {
        return Optional.ofNullable(healing).flatMap(Healing::last);
    }

    /** Puts our state in the place of what is there, and returns what that is kept as. */
    private Optional<Path> writeAnew(boolean isLogOfIt) throws StoreException {
        ContentSource waiting = this::readAfterHealing;
        Optional<Path> kept;
        try {
            Path rewritten = healing.rewrite(file, state.appliedIndex());
            kept =
                    Files.exists(file)
                            ? Optional.of(healing.keep(file, isLogOfIt))
                            : Optional.empty();
            contents = waiting;
            readers.close();
            closeWriter();
            DatabaseFiles.replace(rewritten, file);
        } catch (IOException e) {
            throw SqliteErrors.of(file, e);
        } finally {
            if (contents == waiting) {
                readers = new ContentReaders(file);
                contents = readers;
            }
            guard.seal();
        }
        return kept;
    }

    // The monitor is held while the file is exchanged.
    private synchronized byte[] readAfterHealing(long inode) {
        return contents.read(inode);
    }

    private void closeWriter() {
        RowWriter present = writer;
        writer = null;
        try {
            if (present != null) {
                present.close();
            }
        } catch (SQLException e) {
            LOG.debug("{}: what is being replaced did not close", file, e);
        }
    }

    /** Whether what cannot be read may be read now. */
    private synchronized boolean heal(ContentSource seen, UncheckedIOException trouble) {
        if (contents != seen) {
            return true;
        }
        boolean isDamage =
                trouble.getCause() instanceof StoreException e && e.reason() == Reason.DAMAGED;
        if (!isDamage || healing == null || closed || frozen != null) {
            return false;
        }
        return healing.attempt(
                trouble.getCause().getMessage(), state.appliedIndex(), () -> writeAnew(true));
    }

    /**
     * Hands all rows but their contents to a loader, together with the applied index, the cluster
     * log and the request ledger.
     *
     * @throws StoreException {@code DAMAGED} when a row does not have the checksum that it was
     *     written with
     */
    public void load(TreeLoader loader) throws StoreException {
        for (Finding warning : StoreLoader.load(file, loader)) {
            LOG.warn("{}: {}", file, warning.text());
        }
    }

    /**
     * Stores all changes and their applied index in one transaction.
     *
     * @throws StoreException when that failed; the last committed state is intact and a later try
     *     with the same or newer changes may succeed
     */
    public synchronized void flush(Changes changes) throws StoreException {
        StoreState next =
                new StoreState(
                        state.journalId(),
                        changes.appliedIndex(),
                        changes.checksum(),
                        changes.root().version());
        mendIfTouched();
        try {
            IndexRoom.requireForCommit(file, changes.bytes());
            folded = false;
            writer().commit(changes, state, next);
            state = next;
        } catch (SQLException e) {
            throw abandon(e);
        } finally {
            guard.seal();
        }
    }

    /** Whether the one file, without the log beside it, holds all that is stored. */
    public boolean isFolded() {
        return folded;
    }

    /** Bytes written to the file and the log beside it since this was opened. */
    public long writtenBytes() {
        return writtenBytes;
    }

    /**
     * Brings what is stored into the one file, so that a copy of it alone is whole. Waits for no
     * reader of an older state: where there is one, {@link #isFolded} stays false.
     *
     * @throws StoreException when that failed; nothing is lost and a later try may succeed
     */
    public synchronized void fold() throws StoreException {
        if (folded) {
            return;
        }
        mendIfTouched();
        try {
            long bytes = writer().fold();
            folded = bytes >= 0;
            writtenBytes += Math.max(bytes, 0);
        } catch (SQLException e) {
            throw abandon(e);
        } finally {
            guard.seal();
        }
    }

    /**
     * The content of a file as last flushed; empty when it has none.
     *
     * @throws UncheckedIOException with a {@link StoreException} when it cannot be read, or is not
     *     what was written
     */
    @Override
    public byte[] read(long inode) {
        while (true) {
            ContentSource present = contents;
            try {
                return present.read(inode);
            } catch (UncheckedIOException e) {
                // It may have been closed between the two lines above, by freeze or thaw.
                if (present == contents && !heal(present, e)) {
                    throw e;
                }
            }
        }
    }

    /** Contents of one moment, which its {@link PinnedContents#pin} chooses. */
    public PinnedContents contents() throws StoreException {
        return PinnedContents.open(file);
    }

    /** Brings the whole state into the one file, without a log beside it, and closes it. Once. */
    @Override
    public synchronized void close() throws StoreException {
        if (closed) {
            return;
        }
        closed = true;
        readers.close();
        try (RowWriter last = writer()) {
            writer = null;
            last.emptyLog();
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        }
    }

    /**
     * Ends all writing and brings the whole state into the one file, so that another file can take
     * its name. From here on {@link #read} gives the contents as they are now, wherever the file
     * goes.
     *
     * @throws StoreException {@code BUSY} when another process reads for too long; nothing has
     *     changed then
     */
    synchronized void freeze() throws StoreException {
        try {
            if (!copyLog()) {
                throw new StoreException(
                        Reason.BUSY,
                        file + " is being read by another process; wait for it or stop it");
            }
            frozen = FrozenStore.open(file);
            contents = frozen;
            readers.close();
            writer.close();
            writer = null;
        } catch (SQLException e) {
            thaw();
            throw abandon(e);
        } catch (StoreException e) {
            thaw();
            throw e;
        }
    }

    // A state that is being compared or copied is read for a second or two.
    private boolean copyLog() throws SQLException {
        for (int i = 0; i < COPY_TRIES; i++) {
            if (writer().copyLog()) {
                return true;
            }
        }
        return false;
    }

    /** Takes {@link #freeze} back: the file has its name again, and is as it was. */
    synchronized void thaw() {
        if (frozen != null) {
            readers = new ContentReaders(file);
            contents = readers;
            letGo();
            frozen = null;
        }
    }

    /** Nobody reads any more what is frozen. */
    public synchronized void letGo() {
        try {
            frozen.close();
        } catch (StoreException e) {
            LOG.debug("{}: what was in its place before did not close", file, e);
        }
    }

    private RowWriter writer() throws SQLException {
        if (writer == null) {
            writer = new RowWriter(file);
        }
        return writer;
    }

    // A connection that has failed may hold half a batch: a new one starts clean.
    private StoreException abandon(SQLException cause) {
        RowWriter broken = writer;
        writer = null;
        if (broken != null) {
            try {
                broken.close();
            } catch (SQLException e) {
                cause.addSuppressed(e);
            }
        }
        return SqliteErrors.of(file, cause);
    }
}
