package org.jpmxcfs.transport.simulation;

/**
 * Runs any number of seeds: {@code SimulationMain FIRST COUNT}. Exits with 1 at the first failure.
 */
public final class SimulationMain {
    private SimulationMain() {}

    /** Runs seeds FIRST to FIRST + COUNT - 1. */
    public static void main(String[] args) {
        long first = Long.parseLong(args[0]);
        long count = Long.parseLong(args[1]);
        long begin = System.nanoTime();
        Tally tally = new Tally();
        for (long seed = first; seed < first + count; seed++) {
            try {
                tally.add(Simulation.run(seed, Plan.SabotageKind.NOTHING));
            } catch (RuntimeException failure) {
                System.out.println("seed " + seed + " fails: " + failure);
                failure.printStackTrace(System.out);
                System.exit(1);
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf("%d seeds in %.1f s: %s%n", count, seconds, tally);
    }
}
