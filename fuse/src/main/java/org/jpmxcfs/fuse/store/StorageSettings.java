package org.jpmxcfs.fuse.store;

import java.time.Duration;
import org.jpmxcfs.transport.Durability;

/**
 * How a node keeps what happened.
 *
 * @param durability what an acknowledgement waits for
 * @param history how much of the past the journal keeps
 * @param syncWindow how long a change of what is rewritten over and over may wait for its sync, 1
 *     ms to 1 min
 * @param flushDelay how long a change may be in the journal alone while others follow it, 1 ms to 1
 *     h
 */
public record StorageSettings(
        Durability durability, History history, Duration syncWindow, Duration flushDelay) {
    /** What a node does unless it is told otherwise. */
    public static final StorageSettings DEFAULT =
            new StorageSettings(
                    Durability.BATCH,
                    History.DEFAULT,
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(1));
}
