package org.jpmxcfs.transport.raft.node;

import java.security.SecureRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Time and chance, as a node gets them.
 *
 * @param nanoClock never goes back
 * @param clockMillis milliseconds since 1970
 * @param random spreads elections and tells one start from another; used by the loop thread only
 */
public record Surroundings(
        LongSupplier nanoClock, LongSupplier clockMillis, RandomGenerator random) {
    /** Those of this machine. */
    public static Surroundings ofMachine() {
        return new Surroundings(System::nanoTime, System::currentTimeMillis, new SecureRandom());
    }
}
