package org.jpmxcfs.fuse.mount;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The requests that are being answered, so that a mount which programs still use can end: those
 * that have begun are finished, and none begins after them. For any thread.
 */
public final class UnderWay {
    // Fair: a stream of new requests must not keep the end waiting.
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
    private volatile boolean ended;

    /** Begins a request, which {@link #leave} ends; false when none is answered any more. */
    public boolean enter() {
        lock.readLock().lock();
        if (ended) {
            lock.readLock().unlock();
            return false;
        }
        return true;
    }

    /** Ends a request. */
    public void leave() {
        lock.readLock().unlock();
    }

    /**
     * Lets no further request begin, and waits for those that have begun.
     *
     * @return false when some are still under way after {@code nanosMax}
     */
    public boolean end(long nanosMax) throws InterruptedException {
        boolean isQuiet = lock.writeLock().tryLock(nanosMax, TimeUnit.NANOSECONDS);
        ended = true;
        if (isQuiet) {
            lock.writeLock().unlock();
        }
        return isQuiet;
    }
}
