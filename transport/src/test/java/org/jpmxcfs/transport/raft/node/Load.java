package org.jpmxcfs.transport.raft.node;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jpmxcfs.log.model.Outcome;

/** Threads that submit names without end, each next one when the last is answered. */
final class Load implements AutoCloseable {
    private final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicLong refusedCount = new AtomicLong();
    private final List<Thread> threads;
    private volatile boolean stopped;

    /** Begins; {@code target} is asked for the node of each submission, null for a pause. */
    Load(int threadCount, Supplier<ClusterSequencer> target) {
        threads =
                IntStream.range(0, threadCount)
                        .mapToObj(i -> Threads.daemon(() -> run(i, target), "load-" + i))
                        .toList();
        threads.forEach(Thread::start);
    }

    private void run(int thread, Supplier<ClusterSequencer> target) {
        for (int i = 0; !stopped; i++) {
            ClusterSequencer sequencer = target.get();
            String name = "load-" + thread + "-" + i;
            Outcome outcome = sequencer.submit(TestCluster.create(name));
            if (outcome.isDone()) {
                acknowledged.add(name);
            } else {
                refusedCount.incrementAndGet();
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    int acknowledgedCount() {
        return acknowledged.size();
    }

    long refusedCount() {
        return refusedCount.get();
    }

    /** Waits until so many more are acknowledged. */
    void awaitMore(int count) {
        int before = acknowledged.size();
        TestCluster.await(count + " more", () -> acknowledged.size() >= before + count);
    }

    /** Ends the load. */
    List<String> stop() {
        close();
        return List.copyOf(acknowledged);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join(10_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
