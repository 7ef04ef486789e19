package org.jpmxcfs.transport.ipc;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.log.model.Mutation.LogMessage;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.Sequencer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cluster log messages on their way to the sequencer. Whoever logs must not wait for the cluster,
 * so a thread of its own submits them in order. Without quorum they are kept, up to the capacity,
 * and submitted when there is one again. Safe to use from any thread.
 */
public final class LogOutbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogOutbox.class);
    private static final int CAPACITY = 1024;
    private static final long RETRY_MILLIS = 500;
    private static final long CLOSE_MILLIS = 3_000;

    private final ArrayBlockingQueue<Letter> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final Sequencer sequencer;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread writer;

    /** A message on its way; without a message it only wakes the thread. */
    private record Letter(LogMessage message, CountDownLatch done) {}

    /** Starts the thread that submits. */
    public LogOutbox(Sequencer sequencer) {
        this.sequencer = sequencer;
        writer = new Thread(this::run, "cluster-log");
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Hands a message over and returns at once.
     *
     * @return false when the outbox is full or closed, and the message is not taken
     */
    public boolean offer(LogMessage message) {
        return offer(message, 0);
    }

    /**
     * Hands a message over and gives it some time to become visible, so that a caller who reads the
     * log next finds it there in the usual case.
     *
     * @param patienceMillis how long to wait at most
     * @return false when the outbox is full or closed, and the message is not taken
     */
    public boolean offer(LogMessage message, long patienceMillis) {
        Letter letter = new Letter(message, new CountDownLatch(1));
        if (closing.getCount() == 0 || !waiting.offer(letter)) {
            return false;
        }
        try {
            // Without quorum the wait would be in vain, and every request would pay for it.
            if (patienceMillis > 0 && sequencer.isQuorate()) {
                letter.done.await(patienceMillis, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    /** Submits what waits, as far as that goes within 3 seconds, and stops the thread. */
    @Override
    public void close() {
        closing.countDown();
        // When there is no room the thread is awake.
        waiting.offer(new Letter(null, new CountDownLatch(1)));
        try {
            writer.join(CLOSE_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (closing.getCount() > 0 || !waiting.isEmpty()) {
                Letter letter = waiting.take();
                if (letter.message != null) {
                    deliver(letter);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Letter letter) throws InterruptedException {
        Outcome outcome = submit(letter.message);
        while (outcome.refusal() == Refusal.NO_QUORUM
                && !closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
            outcome = submit(letter.message);
        }
        letter.done.countDown();
        if (!outcome.isDone()) {
            LOG.warn(
                    "cluster log message not written ({}): {}: {}",
                    outcome.refusal(),
                    letter.message.tag(),
                    letter.message.text());
        }
    }

    private Outcome submit(LogMessage message) {
        try {
            return sequencer.submit(message);
        } catch (RuntimeException broken) {
            // The next message must not find this thread gone.
            LOG.error("cluster log: submitting a message failed", broken);
            return Outcome.refused(Refusal.IO_ERROR);
        }
    }
}
