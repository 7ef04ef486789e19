package org.jpmxcfs.fuse.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
    // 15:04:05 in Vienna, which is an hour ahead of UTC in winter.
    private static final Instant NOW = Instant.parse("2026-11-22T14:04:05.678Z");

    private final TimeText vienna =
            new TimeText(InstantSource.fixed(NOW), ZoneId.of("Europe/Vienna"));

    @ParameterizedTest
    @CsvSource({
        "now, 2026-11-22T14:04:05.678Z",
        "-90s, 2026-11-22T14:02:35.678Z",
        "-30m, 2026-11-22T13:34:05.678Z",
        "-2h, 2026-11-22T12:04:05.678Z",
        "-3d, 2026-11-19T14:04:05.678Z",
        "-1w, 2026-11-15T14:04:05.678Z",
        "2026-11-22 15:04, 2026-11-22T14:04:00Z",
        "2026-11-22 15:04:05, 2026-11-22T14:04:05Z",
        "2026-11-22 15:04:05.678, 2026-11-22T14:04:05.678Z",
        "2026-11-22T15:04:05, 2026-11-22T14:04:05Z",
        "2026-07-01 15:04, 2026-07-01T13:04:00Z",
        "2026-11-22T15:04:05Z, 2026-11-22T15:04:05Z",
        "2026-11-22T15:04:05.678Z, 2026-11-22T15:04:05.678Z",
        "2026-11-22T15:04:05-05:00, 2026-11-22T20:04:05Z",
        "2026-11-22, 2026-11-21T23:00:00Z",
        "today 9:00, 2026-11-22T08:00:00Z",
        "Today 09:00:01, 2026-11-22T08:00:01Z",
        "yesterday 9:00, 2026-11-21T08:00:00Z",
        "yesterday, 2026-11-20T23:00:00Z",
        "today, 2026-11-21T23:00:00Z",
        "'  9:00 ', 2026-11-22T08:00:00Z",
    })
    void shouldReadTimesAsPeopleWriteThem(String text, Instant expected) {
        // when
        Instant time = vienna.parse(text);

        // then
        assertEquals(expected, time);
    }

    // On this day the clocks of Vienna go from 2:00 to 3:00, so 2:30 never was.
    @Test
    void shouldTakeTheNextTimeWhereTheClocksLeaveOneOut() {
        // when
        Instant time = vienna.parse("2026-03-29 02:30");

        // then
        assertEquals(Instant.parse("2026-03-29T01:30:00Z"), time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tomorrow",
                "2h",
                "-2",
                "-2y",
                "-9999999h",
                "9",
                "25:00",
                "9:60",
                "2026-13-01 9:00",
                "2026-02-30 9:00",
                "yesterday at nine",
                "2026-11-22 15:04 UTC"
            })
    void shouldRefuseWhatIsNoTimeAndSayWhatIs(String text) {
        // when
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> vienna.parse(text));

        // then
        assertEquals("'" + text + "' is not a time: write " + TimeText.FORMS, refusal.getMessage());
    }
}
