package org.jpmxcfs.transport.corosync.simulation;

import java.util.concurrent.TimeUnit;

/**
 * Runs any number of seeds; {@code bench/run simulate-corosync} starts it. Exits with 1 at the
 * first failure, which it prints with its seed.
 */
public final class CpgSimulationMain {
    private static final String USAGE =
            """
            Usage: bench/run simulate-corosync FIRST COUNT
            Play the seeds FIRST to FIRST + COUNT - 1: clusters of 2 to 5 nodes on a simulated Corosync,
            with cuts, merges, slow members, and deaths of daemons and of Corosync at any step; in the
            end all must have one tree, and every change that was taken away must have been named.

            Example:
              bench/run simulate-corosync 1 100000
            """;

    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private CpgSimulationMain() {}

    /** Runs them. */
    public static void main(String[] args) {
        if (args.length == 1 && args[0].matches("-h|--help")) {
            System.out.print(USAGE);
        } else if (args.length == 2 && (args[0] + args[1]).matches("\\d{1,18}")) {
            run(Long.parseLong(args[0]), Long.parseLong(args[1]));
        } else {
            System.err.print(USAGE);
            System.exit(2);
        }
    }

    private static void run(long first, long count) {
        long begin = System.nanoTime();
        long shown = begin;
        CpgTally tally = new CpgTally();
        for (long seed = first; seed < first + count; seed++) {
            try {
                tally.add(CpgSimulation.run(seed, CpgSimulation.Sabotage.NOTHING));
            } catch (RuntimeException failure) {
                System.out.println("seed " + seed + " fails: " + failure);
                failure.printStackTrace(System.out);
                System.exit(1);
            }
            if (System.nanoTime() - shown >= PROGRESS_NANOS) {
                shown = System.nanoTime();
                System.err.printf("simulate-corosync: %d of %d seeds%n", seed - first + 1, count);
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf("%d seeds in %.1f s: %s%n", count, seconds, tally);
    }
}
