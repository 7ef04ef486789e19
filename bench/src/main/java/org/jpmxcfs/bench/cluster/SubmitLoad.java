package org.jpmxcfs.bench.cluster;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.Sequencer;

/** Threads that each write 600 bytes into a file of their own, again and again. */
final class SubmitLoad {
    private static final int BYTES = 600;
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * What was measured.
     *
     * @param perSecond writes acknowledged in a second
     * @param medianMicros half of them took at most this long
     * @param p99Micros 99 of 100 took at most this long
     * @param cpuMicros time of all processors that the process used, for each write
     */
    record Result(double perSecond, double medianMicros, double p99Micros, double cpuMicros) {}

    private final List<? extends Sequencer> targets;
    private final int threadCount;

    /** Thread i asks target i, modulo their number. */
    SubmitLoad(List<? extends Sequencer> targets, int threadCount) {
        this.targets = targets;
        this.threadCount = threadCount;
        for (int i = 0; i < threadCount; i++) {
            Outcome made = targets.get(0).submit(new Mutation.Create(at(i)));
            if (made.refusal() != Refusal.EXISTS) {
                require(made);
            }
        }
    }

    /** Runs for some seconds. */
    Result run(int seconds) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(threadCount);
        try {
            long cpuBefore = cpuNanos();
            long began = System.nanoTime();
            long end = began + seconds * (long) NANOS_PER_SECOND;
            List<Callable<long[]>> tasks = new ArrayList<>();
            for (int i = 0; i < threadCount; i++) {
                int thread = i;
                tasks.add(() -> write(thread, end));
            }
            List<long[]> all = new ArrayList<>();
            for (Future<long[]> one : threads.invokeAll(tasks)) {
                all.add(one.get());
            }
            return result(all, System.nanoTime() - began, cpuNanos() - cpuBefore);
        } finally {
            threads.shutdownNow();
        }
    }

    private long[] write(int thread, long endNanos) {
        Sequencer target = targets.get(thread % targets.size());
        Mutation write = new Mutation.Write(at(thread), 0, new byte[BYTES]);
        long[] latencies = new long[1024];
        int count = 0;
        long before = System.nanoTime();
        while (before - endNanos < 0) {
            require(target.submit(write));
            long after = System.nanoTime();
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * count);
            }
            latencies[count++] = after - before;
            before = after;
        }
        return Arrays.copyOf(latencies, count);
    }

    private static Result result(List<long[]> all, long nanos, long cpuNanos) {
        long[] sorted = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Result(
                sorted.length * NANOS_PER_SECOND / nanos,
                sorted[sorted.length / 2] / 1e3,
                sorted[(int) (sorted.length * 0.99)] / 1e3,
                cpuNanos / 1e3 / sorted.length);
    }

    private static Location at(int thread) {
        return Location.of("bench-" + thread);
    }

    private static void require(Outcome outcome) {
        if (!outcome.isDone()) {
            throw new IllegalStateException("a write was refused: " + outcome.refusal());
        }
    }

    private static long cpuNanos() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof com.sun.management.OperatingSystemMXBean process
                ? process.getProcessCpuTime()
                : 0;
    }
}
