package org.jpmxcfs.transport.netty;

import java.util.concurrent.TimeUnit;

/** Settings for tests that would take long with those of a node. */
final class Times {
    private Times() {}

    /** Open to nodes that it does not know when no member was linked for half a second. */
    static LinkSettings stranded() {
        LinkSettings usual = LinkSettings.defaults();
        return new LinkSettings(
                usual.pingNanos(),
                usual.silenceNanos(),
                usual.bulkSilenceNanos(),
                usual.handshakeNanos(),
                usual.deskNanos(),
                usual.retryMinNanos(),
                usual.retryMaxNanos(),
                TimeUnit.MILLISECONDS.toNanos(500),
                usual.strangersMax(),
                usual.queueBytesMax());
    }

    /** Asks each 50 ms for a sign of life, and gives up after 500 ms. */
    static LinkSettings impatient() {
        LinkSettings usual = LinkSettings.defaults();
        return new LinkSettings(
                TimeUnit.MILLISECONDS.toNanos(50),
                TimeUnit.MILLISECONDS.toNanos(500),
                usual.bulkSilenceNanos(),
                usual.handshakeNanos(),
                usual.deskNanos(),
                usual.retryMinNanos(),
                usual.retryMaxNanos(),
                usual.strandedNanos(),
                usual.strangersMax(),
                usual.queueBytesMax());
    }

    /** With room for 1 MiB on each connection. */
    static LinkSettings narrow() {
        LinkSettings usual = LinkSettings.defaults();
        return new LinkSettings(
                usual.pingNanos(),
                usual.silenceNanos(),
                usual.bulkSilenceNanos(),
                usual.handshakeNanos(),
                usual.deskNanos(),
                usual.retryMinNanos(),
                usual.retryMaxNanos(),
                usual.strandedNanos(),
                usual.strangersMax(),
                1 << 20);
    }

    /** Suffers as much silence as a slow machine may cause. */
    static LinkSettings patient() {
        LinkSettings usual = LinkSettings.defaults();
        return new LinkSettings(
                usual.pingNanos(),
                TimeUnit.SECONDS.toNanos(30),
                TimeUnit.SECONDS.toNanos(30),
                usual.handshakeNanos(),
                usual.deskNanos(),
                usual.retryMinNanos(),
                usual.retryMaxNanos(),
                usual.strandedNanos(),
                usual.strangersMax(),
                usual.queueBytesMax());
    }
}
