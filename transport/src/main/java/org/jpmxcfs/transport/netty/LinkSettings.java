package org.jpmxcfs.transport.netty;

import java.util.concurrent.TimeUnit;

/**
 * Times and bounds of a node's links.
 *
 * @param pingNanos how often each connection is asked for a sign of life, when the one before was
 *     answered
 * @param silenceNanos how long a connection of the control lane may be silent before it is closed
 * @param bulkSilenceNanos the same for the bulk lane, where a sign of life queues behind entries
 * @param handshakeNanos longest time from the first packet to the end of the handshake, and longest
 *     time that a stranger may take for its request
 * @param deskNanos longest time for the answer to a stranger
 * @param retryMinNanos pause before the first new attempt to dial; doubles up to {@code
 *     retryMaxNanos}, and is shortened by up to a half at random
 * @param retryMaxNanos longest pause
 * @param strandedNanos how long no member may be linked before this node listens to nodes that it
 *     does not know, if they prove to be of its cluster: while it was away, all that it knew may
 *     have been replaced
 * @param strangersMax most connections at once that have not proved anything; for one more the
 *     oldest is closed
 * @param queueBytesMax most bytes that wait on one connection; what does not fit is dropped
 */
public record LinkSettings(
        long pingNanos,
        long silenceNanos,
        long bulkSilenceNanos,
        long handshakeNanos,
        long deskNanos,
        long retryMinNanos,
        long retryMaxNanos,
        long strandedNanos,
        int strangersMax,
        int queueBytesMax) {
    /** Refuses times and bounds that cannot work. */
    public LinkSettings {
        if (pingNanos <= 0 || silenceNanos < 2 * pingNanos || bulkSilenceNanos < silenceNanos) {
            throw new IllegalArgumentException(
                    "need 0 < ping, 2 x ping <= silence <= silence of the bulk lane");
        }
        if (handshakeNanos <= 0 || deskNanos <= 0 || strandedNanos <= 0) {
            throw new IllegalArgumentException("times must be positive");
        }
        if (retryMinNanos <= 0 || retryMaxNanos < retryMinNanos) {
            throw new IllegalArgumentException("need 0 < shortest pause <= longest pause");
        }
        if (strangersMax <= 0 || queueBytesMax < 1 << 20) {
            throw new IllegalArgumentException("need a stranger and 1 MiB of queue at least");
        }
    }

    /** A ping each 500 ms, 2 and 10 s of silence, pauses of 50 ms to 1 s, queues of 8 MiB. */
    public static LinkSettings defaults() {
        return new LinkSettings(
                TimeUnit.MILLISECONDS.toNanos(500),
                TimeUnit.SECONDS.toNanos(2),
                TimeUnit.SECONDS.toNanos(10),
                TimeUnit.SECONDS.toNanos(3),
                TimeUnit.SECONDS.toNanos(20),
                TimeUnit.MILLISECONDS.toNanos(50),
                TimeUnit.SECONDS.toNanos(1),
                TimeUnit.SECONDS.toNanos(10),
                64,
                8 << 20);
    }
}
