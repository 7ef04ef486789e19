package org.jpmxcfs.fuse.it;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A short run of what {@link TortureMain} does for as long as one likes. */
class TortureIT {
    private static final int KILLS = 20;

    /** Who speaks with the kernel. */
    String binding() {
        return "libfuse";
    }

    @Test
    @Timeout(600)
    void shouldHoldEveryAcknowledgedChangeWhenKilledAtAnyInstant() throws Exception {
        // given
        long seed = Long.getLong("torture.seed", System.nanoTime());
        System.out.println(
                "TortureIT: repeat with -Dit.test="
                        + getClass().getSimpleName()
                        + " -Dtorture.seed="
                        + seed);
        try (Torture torture =
                new Torture(Daemon.of(getClass()).with("--binding", binding()), seed)) {
            // when, then
            torture.run(KILLS, Duration.ofMinutes(9));
            System.out.println("TortureIT: " + torture.tally());
        }
    }
}
