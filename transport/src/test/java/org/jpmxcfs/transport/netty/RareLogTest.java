package org.jpmxcfs.transport.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RareLogTest {
    private final LogLines lines = new LogLines();
    private long nowNanos = Long.MAX_VALUE - 5; // a nano clock may start anywhere
    private final RareLog log =
            new RareLog(LoggerFactory.getLogger(NettyLinks.class), () -> nowNanos);

    @AfterEach
    void close() {
        lines.close();
    }

    @Test
    void shouldLogASourceOnceAMinuteAndCountTheRest() {
        for (int i = 0; i < 60; i++) {
            log.warn("a", "first of a");
            nowNanos += TimeUnit.SECONDS.toNanos(1);
        }
        log.warn("b", "first of b");
        log.warn("a", "second of a");

        assertEquals(1, lines.count("first of a"));
        assertEquals(1, lines.count("first of b"));
        assertEquals(1, lines.count("second of a (and 59 warnings of this source more"));
    }

    @Test
    void shouldLogAtOnceAfterWhatWasWrongIsWell() {
        log.warn("a", "first");
        log.forget("a");
        log.warn("a", "second");

        assertEquals(1, lines.count("second"));
    }

    @Test
    void shouldKeepControlCharactersFromTheLog() {
        log.warn("a", "name\n2026-01-01 all is well \u001b[2J");

        assertEquals(1, lines.count("name?2026-01-01 all is well ?[2J"));
    }

    @Test
    void shouldRememberABoundedNumberOfSources() {
        for (int source = 0; source < 1100; source++) {
            log.warn(source, "warned");
        }
        log.warn(1099, "still silent");
        log.warn(0, "long forgotten");

        assertEquals(1100, lines.count("warned"));
        assertEquals(0, lines.count("still silent"));
        assertEquals(1, lines.count("long forgotten"));
    }
}
