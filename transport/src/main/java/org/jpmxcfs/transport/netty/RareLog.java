package org.jpmxcfs.transport.netty;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Warnings that anybody on the network can cause: one a minute at most for each source. For the
 * loop thread.
 */
final class RareLog {
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int SOURCES_MAX = 1024;

    private final Logger log;
    private final LongSupplier nanoClock;
    private final Map<Object, Silence> sources = new LinkedHashMap<>();

    private static final class Silence {
        private long untilNanos;
        private long suppressed;
    }

    RareLog(Logger log, LongSupplier nanoClock) {
        this.log = log;
        this.nanoClock = nanoClock;
    }

    /** Logs the text, or counts it among those of the source that will be mentioned later. */
    void warn(Object source, String text) {
        long now = nanoClock.getAsLong();
        Silence silence = sources.get(source);
        if (silence != null && now - silence.untilNanos < 0) {
            silence.suppressed++;
            return;
        }
        String more = "";
        if (silence != null && silence.suppressed > 0) {
            more = " (and " + silence.suppressed + " warnings of this source more since the last)";
        }
        log.warn("{}{}", OneLine.of(text), more);
        begin(source, now);
    }

    /** Lets the next warning of a source through: what was wrong is well again. */
    void forget(Object source) {
        sources.remove(source);
    }

    /** When there are too many sources, the one that was silenced first may speak again. */
    private void begin(Object source, long now) {
        Silence silence = new Silence();
        silence.untilNanos = now + PAUSE_NANOS;
        sources.remove(source);
        if (sources.size() >= SOURCES_MAX) {
            sources.remove(sources.keySet().iterator().next());
        }
        sources.put(source, silence);
    }
}
