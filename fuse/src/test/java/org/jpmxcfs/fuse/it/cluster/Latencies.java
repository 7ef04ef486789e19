package org.jpmxcfs.fuse.it.cluster;

import java.io.IOException;
import java.util.Arrays;

/**
 * How long calls took.
 *
 * @param sortedNanos each of them, the shortest first; not to be changed
 */
record Latencies(long[] sortedNanos) {
    /** One call, by its number. */
    interface Step {
        void run(int number) throws IOException;
    }

    /** Measures some calls, one after the other. */
    static Latencies of(int count, Step step) throws IOException {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            step.run(i);
            nanos[i] = System.nanoTime() - begin;
        }
        return of(nanos);
    }

    /** Takes what was measured. */
    static Latencies of(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Latencies(sorted);
    }

    /** The time that this share of the calls, 0 to 1, did not exceed, in microseconds. */
    double micros(double share) {
        int at = (int) Math.min(sortedNanos.length - 1, (long) (sortedNanos.length * share));
        return sortedNanos[at] / 1e3;
    }
}
