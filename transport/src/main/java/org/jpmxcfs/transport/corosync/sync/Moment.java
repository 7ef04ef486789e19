package org.jpmxcfs.transport.corosync.sync;

/**
 * The time of a step.
 *
 * @param nanos of a clock that never goes back, for waiting
 * @param unixSeconds of the clock that people set, seconds since 1970, for what is sent
 */
public record Moment(long nanos, long unixSeconds) {
    /** The seconds as they are sent: unsigned 32 bit. */
    int wireSeconds() {
        return (int) unixSeconds;
    }
}
