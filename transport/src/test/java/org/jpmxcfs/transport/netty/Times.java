package org.jpmxcfs.transport.netty;

import java.util.concurrent.TimeUnit;

/** Settings for tests that would take long with those of a node. */
final class Times {
    private static final LinkSettings USUAL = LinkSettings.defaults();

    private Times() {}

    /** Open to nodes that it does not know when no member was linked for half a second. */
    static LinkSettings stranded() {
        long soon = TimeUnit.MILLISECONDS.toNanos(500);
        return settings(USUAL.pingNanos(), USUAL.silenceNanos(), soon, USUAL.queueBytesMax());
    }

    /** Asks each 50 ms for a sign of life, and gives up after 500 ms. */
    static LinkSettings impatient() {
        long ping = TimeUnit.MILLISECONDS.toNanos(50);
        long silence = TimeUnit.MILLISECONDS.toNanos(500);
        return settings(ping, silence, USUAL.strandedNanos(), USUAL.queueBytesMax());
    }

    /** With room for 1 MiB on each connection. */
    static LinkSettings narrow() {
        return settings(USUAL.pingNanos(), USUAL.silenceNanos(), USUAL.strandedNanos(), 1 << 20);
    }

    /** Suffers as much silence as a slow machine may cause. */
    static LinkSettings patient() {
        long silence = TimeUnit.SECONDS.toNanos(30);
        return settings(USUAL.pingNanos(), silence, USUAL.strandedNanos(), USUAL.queueBytesMax());
    }

    private static LinkSettings settings(
            long pingNanos, long silenceNanos, long strandedNanos, int queueBytesMax) {
        return new LinkSettings(
                pingNanos,
                silenceNanos,
                Math.max(silenceNanos, USUAL.bulkSilenceNanos()),
                USUAL.handshakeNanos(),
                USUAL.deskNanos(),
                USUAL.retryMinNanos(),
                USUAL.retryMaxNanos(),
                strandedNanos,
                USUAL.strangersMax(),
                queueBytesMax);
    }
}
