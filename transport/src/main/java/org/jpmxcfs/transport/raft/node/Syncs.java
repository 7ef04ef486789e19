package org.jpmxcfs.transport.raft.node;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    private Listener listener; // of the newest ticket

    Syncs(Journal journal) {
        this.journal = journal;
    }

    /** Forgets what an earlier replica asked for. */
    void reset() {
        wanted = 0;
        begun = 0;
    }

    /** What was appended up to now is to be synced. */
    void want(long ticket, Listener newListener) {
        wanted = ticket;
        listener = newListener;
        if (!underWay) {
            begin();
        }
    }

    /** A sync has ended: begins the next one, if something was appended meanwhile. */
    void ended() {
        underWay = false;
        if (begun < wanted) {
            begin();
        }
    }

    private void begin() {
        begun = wanted;
        long ticket = begun;
        long index = journal.lastIndex();
        Listener told = listener;
        underWay = Threads.execute(thread, () -> sync(ticket, index, told));
    }

    private void sync(long ticket, long index, Listener told) {
        try {
            journal.sync(index);
            told.ended(ticket, null);
        } catch (JournalException e) {
            told.ended(ticket, e);
        }
    }

    /** Lets the sync under way end, for a bounded time. Any thread. */
    void stop() {
        Threads.end(thread, STOP_SECONDS_MAX);
    }
}
