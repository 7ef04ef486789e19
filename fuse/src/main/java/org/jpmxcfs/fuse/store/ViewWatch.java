package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.materializer.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every few seconds whether another program has touched the database of a running node. */
public final class ViewWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ViewWatch.class);
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long STOP_MILLIS_MAX = 30_000;

    private final Materializer materializer;
    private final Thread thread = new Thread(this::run, "view");
    private volatile boolean stopped;
    private String lastTrouble;

    /** Looks after the database of {@code materializer}. */
    public ViewWatch(Materializer materializer) {
        this.materializer = materializer;
        thread.setDaemon(true);
    }

    /** Begins to look. */
    public ViewWatch start() {
        thread.start();
        return this;
    }

    private void run() {
        while (!stopped) {
            LockSupport.parkNanos(this, PERIOD_NANOS);
            if (!stopped) {
                look();
            }
        }
    }

    private void look() {
        try {
            materializer.mendIfTouched();
            lastTrouble = null;
        } catch (IOException | RuntimeException e) {
            String trouble = String.valueOf(e.getMessage());
            if (!trouble.equals(lastTrouble)) {
                LOG.error("the database was touched, and cannot be written anew now: {}", trouble);
            }
            lastTrouble = trouble;
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
