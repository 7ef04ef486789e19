package org.jpmxcfs.fuse.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriorityLayoutTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void shouldBeginEachLineWithItsPriority() {
        assertEquals("<3>first\n<3>second\n", laidOut(Level.ERROR, "first\nsecond", null));
        assertEquals("<6>all is well\n", laidOut(Level.INFO, "all is well", null));
    }

    @Test
    void shouldGiveTheLinesOfAStackTraceThePriorityOfTheirMessage() {
        List<String> lines =
                laidOut(Level.WARN, "why", new IllegalStateException()).lines().toList();

        assertTrue(lines.size() > 2);
        assertTrue(lines.stream().allMatch(line -> line.startsWith("<4>")), lines::toString);
    }

    private String laidOut(Level level, String message, Throwable thrown) {
        PatternLayout pattern = new PatternLayout();
        pattern.setContext(context);
        pattern.setPattern("%msg%n%nopex");
        pattern.start();
        LoggingEvent event =
                new LoggingEvent("test", context.getLogger("test"), level, message, thrown, null);
        return new PriorityLayout(pattern).doLayout(event);
    }
}
