package org.jpmxcfs.log.chronicle;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.log.JournalException;

/**
 * The background thread that keeps an appended entry from waiting too long for its sync. An append
 * wakes it; it lets others come for a short while, and then syncs them all, or leaves those that
 * may wait until the next append or their time. With nothing to sync it sleeps.
 */
final class SyncLoop implements Runnable {
    /** What the loop looks after. */
    interface Subject {
        /** Index of the last entry that was appended. */
        long lastIndex();

        /** Whether something appended is not yet on stable storage. */
        boolean isBehind();

        /**
         * How long what is not there may go on waiting, in nanoseconds; not above 0 when it is to
         * be synced now.
         */
        long patienceNanos();

        /** Puts it there. */
        void syncAll() throws JournalException;
    }

    private static final long NEVER = Long.MAX_VALUE;

    private final Subject subject;
    private final long gatherNanos;
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean stopped;

    /**
     * Looks after {@code subject}.
     *
     * @param gatherMillis how long after an append others are let come
     */
    SyncLoop(Subject subject, int gatherMillis) {
        this.subject = subject;
        this.gatherNanos = TimeUnit.MILLISECONDS.toNanos(gatherMillis);
        this.thread = new Thread(this, "journal-sync");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Called after each append; costs one read unless the loop sleeps. */
    void appended() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    /** Tells the thread to end. A sync that it has begun goes on, under the lock that it holds. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        long seenIndex = subject.lastIndex();
        long patienceNanos = subject.isBehind() ? 0 : NEVER;
        while (!stopped) {
            sleep(seenIndex, patienceNanos);
            LockSupport.parkNanos(this, gatherNanos);
            seenIndex = subject.lastIndex();
            patienceNanos = subject.isBehind() ? subject.patienceNanos() - gatherNanos : NEVER;
            if (patienceNanos <= 0) {
                if (!sync()) {
                    return;
                }
                patienceNanos = NEVER;
            }
        }
    }

    /** False when the storage failed: the journal has noted it, and nothing is left to do. */
    private boolean sync() {
        try {
            subject.syncAll();
            return true;
        } catch (JournalException noted) {
            return false;
        }
    }

    /** Waits for an append after {@code seenIndex}, for a stop, or for the time to pass. */
    private void sleep(long seenIndex, long nanos) {
        asleep = true;
        long startNanos = System.nanoTime();
        // An append before the mark was set did not see it.
        while (asleep && !stopped && subject.lastIndex() == seenIndex) {
            if (nanos == NEVER) {
                LockSupport.park(this);
            } else if (!park(startNanos + nanos - System.nanoTime())) {
                break;
            }
        }
        asleep = false;
    }

    /** False when no time is left. */
    private boolean park(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
        return nanos > 0;
    }
}
