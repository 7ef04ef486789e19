package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.JournalStat;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.Rebuild;
import org.jpmxcfs.materializer.sqlite.Standing;
import org.jpmxcfs.materializer.sqlite.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops old segments of the journal: looks at each new segment, and once a minute for the sake of
 * age and of a disk that others fill. Before that it brings the base forward over the entries that
 * go, so that base and journal together always tell the whole state. When the journal grows faster
 * than that, the present state becomes the base, and what was before cannot be told any more.
 * Besides, it keeps up the index of what is left.
 */
public final class Retention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SAY_AGAIN_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final long STOP_MILLIS_MAX = 30_000;

    private final History history;
    private final ChronicleJournal journal;
    private final Materializer materializer;
    private final Path base;
    private final InstantSource clock;
    private final Dropping dropping;
    private final Growth growth;
    private final IndexUpkeep index;
    private final Thread thread = new Thread(this::run, "retention");
    private volatile boolean stopped;
    private boolean isDatabaseBehind; // who drops: more could go once it is written
    private boolean isDropPending; // what may go is there still
    private long saidAtNanos; // the thread's own; 0 when it has said nothing

    /**
     * @param history how much is kept
     * @param data where journal and base lie
     * @param dropping drops what is before an index
     */
    public Retention(
            History history,
            ChronicleJournal journal,
            Materializer materializer,
            DataDirectory data,
            InstantSource clock,
            Dropping dropping) {
        this.history = history;
        this.journal = journal;
        this.materializer = materializer;
        this.base = data.base();
        this.clock = clock;
        this.dropping = dropping;
        this.index = new IndexUpkeep(data, materializer::appliedIndex);
        this.growth = new Growth(history.segmentBytes());
        thread.setDaemon(true);
    }

    /** Lets entries go that are covered here; in a cluster others may need them still. */
    @FunctionalInterface
    public interface Dropping {
        /** Lets go of the entries before {@code index}. */
        void before(long index) throws IOException;
    }

    /** Begins to look after the journal by itself. */
    public Retention start() {
        journal.onSegment(
                () -> {
                    growth.segmentBegun();
                    LockSupport.unpark(thread);
                });
        thread.start();
        return this;
    }

    /**
     * Drops what may go.
     *
     * @return whether anything was dropped, so that more may go
     * @throws IOException when the disk is full or fails; the journal and a complete base are there
     *     all the same
     */
    boolean drop() throws IOException {
        JournalStat stat = journal.stat();
        long room = DiskRoom.of(stat.directory()).forJournal(stat.diskBytes());
        growth.look(stat, history.bytesMax(room));
        long wanted = history.firstIndexToKeep(stat, clock.millis(), room);
        long unneeded = Math.min(wanted, materializer.flushedIndex() + 1);
        isDatabaseBehind = unneeded < wanted;
        long before = journal.firstIndex();
        long first = journal.firstIndexAfterDrop(unneeded);
        if (first <= before) {
            return false;
        }
        moveBase(first - 1);
        // A base is never in the midst of a transfer, so it may lie before where it was asked for.
        long reached = Standing.of(base).map(Standing::appliedIndex).orElse(0L);
        long drop = Math.min(first, journal.firstIndexAfterDrop(reached + 1));
        if (drop <= before) {
            return false;
        }
        dropping.before(drop);
        index.drop(reached);
        // In a cluster they go later, by another thread, and when no other node needs them.
        isDropPending = journal.firstIndex() <= before;
        if (isDropPending) {
            return false;
        }
        LOG.info("entries {} to {} of the journal are let go", before, drop - 1);
        return true;
    }

    private void moveBase(long toIndex) throws IOException {
        try {
            Optional<Standing> standing = Standing.of(base);
            boolean isThere =
                    standing.isPresent()
                            && standing.get().follows(journal.id())
                            && standing.get().appliedIndex() >= toIndex;
            if (!isThere) {
                HastyJournal replayed = new HastyJournal(journal, growth::isPastLimit);
                Rebuild.run(base, base, replayed, journal.id(), toIndex);
            }
        } catch (JournalException e) {
            if (e.reason() == JournalException.Reason.BUSY) {
                skipHistory();
                return;
            }
            takeViewAsBase(e.reason() == JournalException.Reason.DAMAGED, e);
        } catch (StoreException e) {
            boolean isLost =
                    e.reason() == StoreException.Reason.DAMAGED
                            || e.reason() == StoreException.Reason.MISMATCH;
            takeViewAsBase(isLost, e);
        }
    }

    /**
     * A copy of the view takes a moment, a replay as long as the journal may need to grow by more.
     */
    private void skipHistory() throws IOException {
        LOG.warn(
                "the journal grows faster than its history can be moved on, and is above {} bytes:"
                        + " its history begins anew at entry {}",
                history.bytes(),
                materializer.flushedIndex() + 1);
        materializer.copyTo(base);
    }

    /** The view holds every entry that is about to go, and more. */
    private void takeViewAsBase(boolean isLost, IOException cause) throws IOException {
        if (!isLost) {
            throw cause;
        }
        LOG.warn(
                "{}: the history before entry {} cannot be read any more ({}); it begins anew"
                        + " there",
                base,
                materializer.flushedIndex() + 1,
                cause.getMessage());
        materializer.copyTo(base);
    }

    private void run() {
        long pauseNanos = SOON_NANOS;
        while (!stopped) {
            boolean isMore = false;
            isDropPending = false;
            try {
                isMore = drop();
            } catch (IOException | RuntimeException e) {
                sayThatItFails(e);
            }
            if (isDropPending && pauseNanos < LOOK_AGAIN_NANOS) {
                // Without a reader here, which would keep them.
                LockSupport.parkNanos(this, pauseNanos);
                pauseNanos *= 2;
                continue;
            }
            pauseNanos = isDropPending ? pauseNanos : SOON_NANOS;
            long startNanos = System.nanoTime();
            if (advanceIndex()) {
                // Half of the time at most: others are to have the processor.
                LockSupport.parkNanos(this, System.nanoTime() - startNanos);
            } else if (!isMore) {
                LockSupport.parkNanos(this, isDatabaseBehind ? SOON_NANOS : LOOK_AGAIN_NANOS);
            }
        }
    }

    private boolean advanceIndex() {
        try {
            return index.advance();
        } catch (IOException | RuntimeException e) {
            LOG.debug("the index of the history was not brought on", e);
            return false;
        }
    }

    private void sayThatItFails(Exception e) {
        long now = System.nanoTime();
        if (saidAtNanos == 0 || now - saidAtNanos > SAY_AGAIN_NANOS) {
            saidAtNanos = now;
            LOG.warn(
                    "old entries of the journal cannot be dropped now; it is tried again each"
                            + " minute: {}",
                    e.getMessage(),
                    e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(STOP_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
