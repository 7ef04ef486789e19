package org.jpmxcfs.transport.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AwakeTimeTest {
    private final AwakeTime time = new AwakeTime(Long.MAX_VALUE); // a nano clock may start anywhere

    @Test
    void shouldGoWithTheClock() {
        time.advance(Long.MAX_VALUE + millis(50));
        time.advance(Long.MAX_VALUE + millis(100));

        assertEquals(millis(100), time.nanos());
    }

    @Test
    void shouldNotTakeAStopForSilenceOfOthers() {
        time.advance(Long.MAX_VALUE + millis(50));
        time.advance(Long.MAX_VALUE + millis(20_050));

        assertEquals(millis(300), time.nanos());
    }

    @Test
    void shouldNotGoBack() {
        time.advance(Long.MAX_VALUE - millis(50));

        assertEquals(0, time.nanos());
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
