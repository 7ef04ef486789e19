package org.jpmxcfs.transport.corosync.simulation;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clusters under all faults. {@code -Dsimulation.seeds=N -Dsimulation.first=S} choose what is run;
 * a seed that fails is printed, and becomes a named case.
 */
class CpgSimulationTest {
    private static final long SEEDS = Long.getLong("simulation.seeds", 2000);
    private static final long FIRST = Long.getLong("simulation.first", System.nanoTime() >>> 10);

    @Test
    void shouldKeepOneTreeUnderRandomFaults() {
        CpgTally tally = new CpgTally();

        LongStream.range(FIRST, FIRST + SEEDS).parallel().forEach(seed -> tally.add(run(seed)));

        System.out.println(tally);
        assertTrue(tally.transfers() > SEEDS, () -> "hardly any transfer: " + tally);
        assertTrue(tally.acknowledged() > 5 * SEEDS, () -> "hardly any work: " + tally);
    }

    /** 1028568: Corosync dies while a transfer is committed, and a beginning is held until then. */
    @ParameterizedTest
    @ValueSource(longs = {1028568})
    void shouldKeepWhatOnceWasBroken(long seed) {
        CpgSimulation run = run(seed);

        assertTrue(run.oracle().transferCount() > 0);
    }

    @Test
    void shouldNoticeAMessageThatOneMemberDoesNotGet() {
        assertThrows(
                Violation.class,
                () -> {
                    for (long seed = 1; seed <= 100; seed++) {
                        CpgSimulation.run(seed, CpgSimulation.Sabotage.MESSAGE_LOST);
                    }
                });
    }

    private static CpgSimulation run(long seed) {
        try {
            return CpgSimulation.run(seed, CpgSimulation.Sabotage.NOTHING);
        } catch (RuntimeException failure) {
            throw new AssertionError("seed " + seed + " fails: " + failure.getMessage(), failure);
        }
    }
}
