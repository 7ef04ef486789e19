package org.jpmxcfs.transport.cluster;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.log.JournalException;

/**
 * Syncs of the journal that acknowledgements wait for, by a thread of their own: while one is under
 * way, what is appended meanwhile collects for the next. Methods are for the loop thread.
 */
final class Syncs {
    private static final long STOP_SECONDS_MAX = 5;

    /** Told by the sync thread how a sync has ended. */
    interface Listener {
        /**
         * A sync has ended.
         *
         * @param ticket covers all appended before it was given
         * @param failure null when the sync is done
         */
        void ended(long ticket, JournalException failure);
    }

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(task -> Threads.daemon(task, "cluster-sync"));
    private final Journal journal;
    private long wanted; // newest ticket
    private long begun; // ticket of the sync under way, or of the last one; begun <= wanted
    private boolean underWay;

    Syncs(Journal journal) {
        this.journal = journal;
    }

    /** Forgets what an earlier replica asked for. */
    void reset() {
        wanted = 0;
        begun = 0;
    }

    /** What was appended up to now is to be synced. */
    void want(long ticket, Listener listener) {
        wanted = ticket;
        if (!underWay) {
            begin(listener);
        }
    }

    /** A sync has ended: begins the next one, if something was appended meanwhile. */
    void ended(Listener listener) {
        underWay = false;
        if (begun < wanted) {
            begin(listener);
        }
    }

    private void begin(Listener listener) {
        underWay = true;
        begun = wanted;
        long ticket = begun;
        long index = journal.lastIndex();
        try {
            thread.execute(() -> sync(ticket, index, listener));
        } catch (RejectedExecutionException stopping) {
            underWay = false;
        }
    }

    private void sync(long ticket, long index, Listener listener) {
        try {
            journal.sync(index);
            listener.ended(ticket, null);
        } catch (JournalException e) {
            listener.ended(ticket, e);
        }
    }

    /** Lets the sync under way end, for a bounded time. Any thread. */
    void stop() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
