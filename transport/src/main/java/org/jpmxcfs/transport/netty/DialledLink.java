package org.jpmxcfs.transport.netty;

import java.util.concurrent.TimeUnit;

/**
 * One lane to another node: dials, sends, and dials again when the connection is lost. For the loop
 * thread.
 */
final class DialledLink {
    /** A connection that lived this long was a good one: after it, pauses are short again. */
    private static final long GOOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int DOUBLINGS_MAX = 20;

    private final Wiring wiring;
    private final Neighbour neighbour;
    private final Lane lane;
    private Dialling dialling; // null in a pause
    private long dueNanos;
    private int failures;
    private boolean closed;
    private boolean unflushed;

    DialledLink(Wiring wiring, Neighbour neighbour, Lane lane) {
        this.wiring = wiring;
        this.neighbour = neighbour;
        this.lane = lane;
        this.dueNanos = wiring.time().nanos();
    }

    /** Does what is due. */
    void tick() {
        long now = wiring.time().nanos();
        if (dialling != null) {
            dialling.tick(now);
        } else if (!closed && now >= dueNanos) {
            dialling = new Dialling(wiring, neighbour, this, lane);
            dialling.start();
        }
    }

    /** Whether frames can be sent. */
    boolean isReady() {
        return dialling != null && dialling.isReady();
    }

    /** Queues a frame, if there is a connection with room for it. */
    void write(Frame frame) {
        if (isReady() && dialling.write(frame)) {
            unflushed = true;
        }
    }

    /** Sends what was queued. */
    void flush() {
        if (unflushed) {
            unflushed = false;
            if (isReady()) {
                dialling.flush();
            }
        }
    }

    /** Tells the other node that these keys have changed. */
    void offer(Iterable<String> keys) {
        if (isReady()) {
            dialling.offer(keys);
        }
    }

    /** Ends a connection that goes to an earlier life of the other node. */
    void redial(String why) {
        if (isReady()) {
            dialling.end(why);
        }
    }

    /** Ends for good. */
    void close() {
        closed = true;
        if (dialling != null) {
            dialling.end("");
        }
    }

    /** A connection has come to an end. */
    void lost(Dialling ended, long livedNanos, String why) {
        if (dialling != ended) {
            return;
        }
        dialling = null;
        unflushed = false;
        failures = livedNanos > GOOD_NANOS ? 0 : Math.min(failures + 1, DOUBLINGS_MAX);
        dueNanos = wiring.time().nanos() + pauseNanos();
        if (!closed) {
            wiring.log()
                    .warn(
                            neighbour.id(),
                            "no link to " + neighbour.text() + ": " + why + "; trying again");
        }
        neighbour.changed();
    }

    private long pauseNanos() {
        long doubled = wiring.settings().retryMinNanos() << Math.max(0, failures - 1);
        long longest = Math.min(doubled, wiring.settings().retryMaxNanos());
        return longest / 2 + wiring.random().nextLong(longest / 2 + 1);
    }
}
