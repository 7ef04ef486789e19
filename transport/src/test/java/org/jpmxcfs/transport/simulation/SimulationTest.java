package org.jpmxcfs.transport.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clusters under all faults. {@code -Dsimulation.seeds=N -Dsimulation.first=S} choose what is run;
 * a seed that fails is printed, and becomes a case of {@link #shouldKeepWhatOnceWasBroken}.
 */
class SimulationTest {
    private static final long SEEDS = Long.getLong("simulation.seeds", 2000);
    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final int SABOTAGE_SEEDS_MAX = 2000;

    @Test
    void shouldKeepAllPromisesUnderRandomFaults() {
        Tally tally = new Tally();

        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            tally.add(run(seed));
        }

        assertTrue(tally.leaders() > SEEDS, () -> "hardly any election: " + tally);
        assertTrue(tally.acknowledged() > 50 * SEEDS, () -> "hardly any work: " + tally);
    }

    /**
     * Found on the way: 2, a pipeline that began behind a gap; 20, doubt that only an append could
     * end; 62, entries read back while they were being replaced; 420, a second election of the same
     * node to the same term after it had lost its ballot; 735, a leader that was no member; 1683,
     * an answer about a snapshot that was lost.
     */
    @ParameterizedTest
    @ValueSource(longs = {2, 20, 62, 420, 735, 1683})
    void shouldKeepWhatOnceWasBroken(long seed) {
        Simulation run = run(seed);

        assertTrue(run.oracle().leaderCount() > 0);
    }

    /** {@link OlderTermTest} has the third kind, which chance hardly finds. */
    @ParameterizedTest
    @EnumSource(
            value = Plan.SabotageKind.class,
            names = {"VOTE_NOT_STORED", "COMMITTED_TRUNCATED"})
    void shouldNoticeSabotage(Plan.SabotageKind sabotage) {
        for (long seed = 1; seed <= SABOTAGE_SEEDS_MAX; seed++) {
            try {
                Simulation.run(seed, sabotage);
            } catch (Violation | IllegalStateException noticed) {
                System.out.println(sabotage + " noticed at seed " + seed + ": " + noticed);
                return;
            }
        }
        fail(sabotage + " not noticed in " + SABOTAGE_SEEDS_MAX + " seeds");
    }

    private static Simulation run(long seed) {
        try {
            return Simulation.run(seed, Plan.SabotageKind.NOTHING);
        } catch (RuntimeException failure) {
            throw new AssertionError("seed " + seed + " fails: " + failure.getMessage(), failure);
        }
    }
}
