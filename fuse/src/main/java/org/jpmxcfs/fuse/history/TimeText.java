package org.jpmxcfs.fuse.history;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads times as people write them. A time of day is that of the zone; seconds may be left out. */
public final class TimeText {
    /** What can be written, for messages and help. */
    public static final String FORMS =
            "'2026-11-22 15:04', '2026-11-22 15:04:05', 'today 9:00', 'yesterday 9:00', '-2h'"
                    + " (s, m, h, d, w) or 'now'";

    private static final Pattern AGO = Pattern.compile("-(\\d{1,6})([smhdw])");
    private static final DateTimeFormatter TIME_OF_DAY =
            new DateTimeFormatterBuilder()
                    .appendValue(ChronoField.HOUR_OF_DAY, 1, 2, java.time.format.SignStyle.NEVER)
                    .appendPattern(":mm[:ss]")
                    .appendFraction(ChronoField.MILLI_OF_SECOND, 0, 3, true)
                    .toFormatter(Locale.ROOT);

    private final InstantSource clock;
    private final ZoneId zone;

    /** Reads times relative to {@code clock}, as they are shown in {@code zone}. */
    public TimeText(InstantSource clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    /**
     * The time that a text stands for; a day alone stands for its beginning.
     *
     * @throws IllegalArgumentException when it is none; the message says what can be written
     */
    public Instant parse(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        return relative(plain)
                .or(() -> parsed(text.strip(), t -> OffsetDateTime.parse(t).toInstant()))
                .or(() -> local(plain))
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'" + text + "' is not a time: write " + FORMS));
    }

    private Optional<Instant> relative(String text) {
        if (text.equals("now")) {
            return Optional.of(clock.instant());
        }
        Matcher ago = AGO.matcher(text);
        if (!ago.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(ago.group(1));
        Duration back =
                switch (ago.group(2)) {
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    case "d" -> Duration.ofDays(count);
                    default -> Duration.ofDays(7 * count);
                };
        return Optional.of(clock.instant().minus(back));
    }

    // "DAY TIME", "DAY" or "TIME", with a blank or a T between the two.
    private Optional<Instant> local(String text) {
        String[] words = text.split("\\s+|(?<=\\d)t(?=\\d)", 2);
        Optional<LocalDate> day = day(words[0]);
        if (words.length == 2) {
            return day.flatMap(d -> timeOfDay(words[1]).map(t -> instant(d.atTime(t))));
        }
        return day.map(d -> instant(d.atStartOfDay()))
                .or(() -> timeOfDay(text).map(t -> instant(today().atTime(t))));
    }

    private Optional<LocalDate> day(String word) {
        return switch (word) {
            case "today" -> Optional.of(today());
            case "yesterday" -> Optional.of(today().minusDays(1));
            default -> parsed(word, LocalDate::parse);
        };
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), zone);
    }

    private Instant instant(LocalDateTime time) {
        return time.atZone(zone).toInstant();
    }

    private static Optional<LocalTime> timeOfDay(String word) {
        return parsed(word, w -> LocalTime.parse(w, TIME_OF_DAY));
    }

    private static <T> Optional<T> parsed(String text, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(text));
        } catch (DateTimeParseException other) {
            return Optional.empty();
        }
    }
}
