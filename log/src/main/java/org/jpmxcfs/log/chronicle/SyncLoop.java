package org.jpmxcfs.log.chronicle;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.log.JournalException;

/**
 * The background thread that keeps an appended entry from waiting longer than the sync window. It
 * wakes once a window while entries come, and sleeps after a second without any: the append that
 * ends such a pause wakes it.
 */
final class SyncLoop implements Runnable {
    /** What the loop looks after. */
    interface Subject {
        /** Whether something appended is not yet on stable storage. */
        boolean isBehind();

        /** Puts it there. */
        void syncAll() throws JournalException;
    }

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Subject subject;
    private final long windowNanos;
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean stopped;

    SyncLoop(Subject subject, int windowMillis) {
        this.subject = subject;
        this.windowNanos = TimeUnit.MILLISECONDS.toNanos(windowMillis);
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
        long idleWindows = 0;
        while (!stopped) {
            LockSupport.parkNanos(this, windowNanos);
            if (subject.isBehind()) {
                idleWindows = 0;
                if (!sync()) {
                    return;
                }
            } else if (++idleWindows * windowNanos > PAUSE_NANOS) {
                sleep();
                idleWindows = 0;
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

    private void sleep() {
        asleep = true;
        // An append before the mark was set did not see it.
        while (asleep && !stopped && !subject.isBehind()) {
            LockSupport.park(this);
        }
        asleep = false;
    }
}
