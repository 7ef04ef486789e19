package org.jpmxcfs.transport.rrd;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;

/** A warning that may come with every sample, but is logged once a minute at most. */
final class RareWarning {
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Logger log;
    private final Clock clock;
    private long quietUntilMillis = Long.MIN_VALUE;
    private long suppressed;

    RareWarning(Logger log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Logs the text, or counts it among those that will be mentioned later. */
    synchronized void say(String text) {
        long now = clock.millis();
        if (now < quietUntilMillis) {
            suppressed++;
            return;
        }
        quietUntilMillis = now + PAUSE.toMillis();
        if (suppressed > 0) {
            log.warn("{} (and {} more like it)", text, suppressed);
        } else {
            log.warn("{}", text);
        }
        suppressed = 0;
    }
}
