package org.jpmxcfs.fuse.mount;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests that are being answered, so that a mount which programs still use can end: those
 * that have begun are finished, and none begins after them. For any thread.
 */
public final class UnderWay {
    private static final Logger LOG = LoggerFactory.getLogger(UnderWay.class);
    private static final long GONE_MILLIS_MAX = 100;

    /** A change in a cluster may take this long. */
    private static final long ANSWER_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

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
     * Waits until the requests of a mount that was detached are answered, for at most 5 s.
     *
     * @param threads those that take requests, and end when nobody uses the mount any more
     * @return whether all of them have ended; else the mount goes away with this process
     */
    public boolean finish(CountDownLatch threads, Path mountPoint) throws InterruptedException {
        if (threads.await(GONE_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
            return true;
        }
        if (end(ANSWER_NANOS_MAX)) {
            LOG.info("{}: still in use; it goes away with this process", mountPoint);
        } else {
            LOG.warn("{}: requests without an answer after 5 s are given up", mountPoint);
        }
        return false;
    }

    /**
     * Lets no further request begin, and waits for those that have begun.
     *
     * @return false when some are still under way after {@code nanosMax}
     */
    boolean end(long nanosMax) throws InterruptedException {
        boolean isQuiet = lock.writeLock().tryLock(nanosMax, TimeUnit.NANOSECONDS);
        ended = true;
        if (isQuiet) {
            lock.writeLock().unlock();
        }
        return isQuiet;
    }
}
