package org.jpmxcfs.transport.corosync.simulation;

import org.jpmxcfs.transport.seeds.SeedCommand;

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

    private CpgSimulationMain() {}

    /** Runs them. */
    public static void main(String[] args) {
        CpgTally tally = new CpgTally();
        new SeedCommand(
                        "simulate-corosync",
                        USAGE,
                        seed -> tally.add(CpgSimulation.run(seed, CpgSimulation.Sabotage.NOTHING)),
                        () -> tally)
                .run(args);
    }
}
