package org.jpmxcfs.log.chronicle;

import java.time.Instant;
import java.time.InstantSource;

/** A wall clock that a test moves. */
final class ManualClock implements InstantSource {
    private long millis = 1_800_000_000_000L;

    void advance(long millis) {
        this.millis += millis;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis);
    }
}
