package org.jpmxcfs.materializer;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.materializer.sqlite.StoreException;
import org.jpmxcfs.materializer.tree.Tree;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies what the journal holds beyond the database, at the start. */
final class Replay {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int CLOCK_EVERY = 1024; // entries between two looks at the clock

    private final Journal journal;
    private final Tree tree;
    private final WriteBehind writeBehind;
    private final MaterializerConfig config;
    private final LongSupplier nanoClock;
    private long flushAtBytes; // pending bytes at which to try the next flush

    Replay(
            Journal journal,
            Tree tree,
            WriteBehind writeBehind,
            MaterializerConfig config,
            LongSupplier nanoClock) {
        this.journal = journal;
        this.tree = tree;
        this.writeBehind = writeBehind;
        this.config = config;
        this.nanoClock = nanoClock;
    }

    /** Applies all entries after the tree's, up to and including this one. */
    void run(long toIndex) throws IOException {
        long from = tree.appliedIndex() + 1;
        if (toIndex < from) {
            return;
        }
        long reportNanos = nanoClock.getAsLong() + REPORT_NANOS;
        boolean reported = false;
        flushAtBytes = config.flushBytes();
        try (JournalReader reader = journal.reader(from)) {
            for (long index = from; index <= toIndex; index++) {
                apply(next(reader, index));
                if (tree.pendingBytes() >= flushAtBytes) {
                    flush();
                }
                if (index % CLOCK_EVERY == 0 && nanoClock.getAsLong() >= reportNanos) {
                    LOG.info(
                            "replaying the journal: {} of {} entries",
                            index - from + 1,
                            toIndex - from + 1);
                    reportNanos += REPORT_NANOS;
                    reported = true;
                }
            }
        }
        if (reported) {
            LOG.info("replayed {} entries of the journal", toIndex - from + 1);
        }
    }

    /** What the database holds may be at fault, which the journal can make anew. */
    private void apply(Entry entry) throws StoreException {
        try {
            writeBehind.apply(entry);
        } catch (IllegalStateException e) {
            throw new StoreException(
                    StoreException.Reason.DAMAGED,
                    "entry " + entry.index() + " cannot be applied: " + e.getCause().getMessage(),
                    e);
        }
    }

    /** Without room for the database a node serves all the same, from memory. */
    private void flush() throws IOException {
        try {
            writeBehind.flush();
            flushAtBytes = config.flushBytes();
        } catch (StoreException e) {
            if (e.reason() != StoreException.Reason.FULL) {
                throw e;
            }
            flushAtBytes = 2 * tree.pendingBytes();
        }
    }

    private static Entry next(JournalReader reader, long index) throws JournalException {
        Entry entry = reader.next();
        if (entry == null || entry.index() != index) {
            throw new JournalException(
                    JournalException.Reason.DAMAGED,
                    "the journal has no entry "
                            + index
                            + " where one must be; run 'jpmxcfs journal verify'");
        }
        return entry;
    }
}
