package org.jpmxcfs.materializer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FlushScheduleTest {
    private static final int FULL_BYTES = 1 << 20;
    private static final long SOME_BYTES = 1000;

    private final FlushSchedule schedule =
            new FlushSchedule(new MaterializerConfig(60_000, FULL_BYTES, 1_000, 0, 0));

    @Test
    void shouldNeverStoreWhileNothingWaits() {
        assertEquals(FlushSchedule.NEVER, waitMillis(0));
        assertFalse(schedule.isDirty());
    }

    @Test
    void shouldStoreOnceNothingHasComeForTenSeconds() {
        // given
        change(0);

        // when another change comes
        change(7_000);

        // then
        assertEquals(10_000, waitMillis(7_000));
        assertEquals(0, waitMillis(17_000));
    }

    @Test
    void shouldStoreTheOldestChangeAfterTheDelayHoweverManyFollow() {
        // when
        for (long millis = 0; millis <= 59_000; millis += 1_000) {
            change(millis);
        }

        // then
        assertEquals(1_000, waitMillis(59_000));
    }

    @Test
    void shouldStoreAtOnceWhenManyBytesOrEntriesWait() {
        // given
        assertTrue(schedule.changed(0, SOME_BYTES), "the first is told to who waits");
        assertFalse(schedule.changed(0, SOME_BYTES), "the second is not");

        // when
        assertTrue(schedule.changed(0, FULL_BYTES));

        // then
        assertEquals(0, schedule.waitNanos(0, FULL_BYTES));

        // and when there are many small ones
        for (int i = 0; i < MaterializerConfig.FLUSH_ENTRIES; i++) {
            schedule.changed(0, SOME_BYTES);
        }

        // then
        assertEquals(0, waitMillis(0));
    }

    @Test
    void shouldPauseAfterAFailureHoweverManyWait() {
        // given
        change(0);
        schedule.taken();

        // when
        schedule.takenBack(0, nanos(5_000));

        // then
        assertEquals(0, schedule.oldestNanos());
        assertEquals(nanos(1_000), schedule.waitNanos(nanos(5_000), FULL_BYTES));
        assertEquals(0, schedule.waitNanos(nanos(6_000), FULL_BYTES));
    }

    @Test
    void shouldComeBackForWhatAReaderKeptOutOfTheOneFile() {
        // given
        change(0);
        schedule.taken();

        // when
        schedule.unfolded(nanos(1_000));

        // then
        assertEquals(10_000, waitMillis(1_000));
        assertFalse(schedule.isDirty());

        // and when much comes meanwhile, that does not wait
        schedule.changed(nanos(2_000), FULL_BYTES);
        assertEquals(0, schedule.waitNanos(nanos(2_000), FULL_BYTES));
    }

    private void change(long millis) {
        schedule.changed(nanos(millis), SOME_BYTES);
    }

    /** In milliseconds. */
    private long waitMillis(long millis) {
        long nanos = schedule.waitNanos(nanos(millis), SOME_BYTES);
        return nanos == FlushSchedule.NEVER ? nanos : TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
