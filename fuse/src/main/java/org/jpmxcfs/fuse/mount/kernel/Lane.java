package org.jpmxcfs.fuse.mount.kernel;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that does what must not keep a request waiting, in the order in which it was told to.
 * What it holds is bounded by its users: each thing that the kernel was told is taken back once.
 */
final class Lane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int STACK_BYTES = 1 << 18;

    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final AtomicLong unfinished = new AtomicLong();
    private final Thread thread;
    private volatile boolean isClosed;

    Lane(String name) {
        thread = new Thread(null, this::run, name, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    /** Does it after all that came before. */
    void add(Runnable step) {
        unfinished.incrementAndGet();
        queue.add(step);
    }

    /** Whether all that it was told to do is done. */
    boolean isIdle() {
        return unfinished.get() == 0;
    }

    @Override
    public void close() {
        isClosed = true;
        add(() -> {});
    }

    private void run() {
        try {
            while (!isClosed) {
                step(queue.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void step(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("the kernel may not know of a change", e);
        } finally {
            unfinished.decrementAndGet();
        }
    }
}
