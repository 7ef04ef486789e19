package org.jpmxcfs.transport.raft.simulation;

import org.jpmxcfs.transport.seeds.SeedCommand;

/**
 * Runs any number of seeds; {@code bench/run simulate} starts it. Exits with 1 at the first
 * failure, which it prints with its seed.
 */
public final class SimulationMain {
    private static final String USAGE =
            """
            Usage: bench/run simulate FIRST COUNT
            Play the seeds FIRST to FIRST + COUNT - 1: clusters of 3, 5 and 7 nodes with lost, late and
            doubled messages, partitions, crashes and power cuts, whose invariants are checked at every
            step.

            Example:
              bench/run simulate 1 100000
            """;

    private SimulationMain() {}

    /** Runs them. */
    public static void main(String[] args) {
        Tally tally = new Tally();
        new SeedCommand(
                        "simulate",
                        USAGE,
                        seed -> tally.add(Simulation.run(seed, Plan.SabotageKind.NOTHING)),
                        () -> tally)
                .run(args);
    }
}
