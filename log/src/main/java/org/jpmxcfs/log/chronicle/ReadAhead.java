package org.jpmxcfs.log.chronicle;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalException.Reason;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation;

/**
 * Reads, checks and decodes entries on a thread of its own while the caller is busy with those
 * before, which takes it about as long. What is ahead is bounded, also in bytes.
 */
final class ReadAhead implements JournalReader {
    /** Name of the thread. */
    static final String THREAD = "journal-read-ahead";

    private static final int BATCHES_MAX = 8;
    private static final int BATCH_ENTRIES_MAX = 256;
    private static final int BATCH_BYTES_MAX = 256 << 10;

    /** How long either side waits before it looks whether the other is still there. */
    private static final long WAIT_MILLIS = 100;

    private static final long STOP_MILLIS_MAX = 5_000;

    /**
     * Some entries in order.
     *
     * @param isLast whether nothing comes behind them
     * @param failure why not, if not because the journal ends; else null
     */
    private record Batch(List<Entry> entries, boolean isLast, JournalException failure) {}

    private final JournalReader reader;
    private final Thread thread = new Thread(this::run, THREAD);
    private final BlockingQueue<Batch> ahead = new ArrayBlockingQueue<>(BATCHES_MAX);
    private Batch batch = new Batch(List.of(), false, null);
    private Iterator<Entry> entries = batch.entries.iterator();
    private volatile boolean closed;

    /** Takes over {@code reader}, whose end is one for good. */
    ReadAhead(JournalReader reader) {
        this.reader = reader;
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Entry next() throws JournalException {
        while (!entries.hasNext()) {
            if (batch.failure != null) {
                throw batch.failure;
            }
            if (batch.isLast) {
                return null;
            }
            batch = take();
            entries = batch.entries.iterator();
        }
        return entries.next();
    }

    private Batch take() throws JournalException {
        try {
            while (true) {
                boolean isAlive = thread.isAlive();
                Batch next = ahead.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    return next;
                }
                if (!isAlive) {
                    throw new JournalException(
                            Reason.FAILED, "the journal is no longer read; try it again");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException(
                    Reason.FAILED, "reading the journal was interrupted; try it again", e);
        }
    }

    private void run() {
        try (reader) {
            Batch next;
            do {
                next = read();
            } while (put(next) && !next.isLast);
        } catch (InterruptedException e) {
            // It was closed; nobody waits for more.
            Thread.currentThread().interrupt();
        }
    }

    private Batch read() {
        List<Entry> entries = new ArrayList<>(BATCH_ENTRIES_MAX);
        int bytes = 0;
        try {
            while (entries.size() < BATCH_ENTRIES_MAX && bytes < BATCH_BYTES_MAX) {
                Entry entry = reader.next();
                if (entry == null) {
                    return new Batch(entries, true, null);
                }
                entries.add(entry);
                if (entry.mutation() instanceof Mutation.Write write) {
                    bytes += write.data().length;
                }
            }
            return new Batch(entries, false, null);
        } catch (JournalException e) {
            return new Batch(entries, true, e);
        }
    }

    private boolean put(Batch next) throws InterruptedException {
        while (!closed) {
            if (ahead.offer(next, WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    /** Ends the thread, which closes the reader. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(STOP_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
