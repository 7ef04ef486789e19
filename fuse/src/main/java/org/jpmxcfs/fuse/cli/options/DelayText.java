package org.jpmxcfs.fuse.cli.options;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Reads a short time: {@code 200ms}, {@code 30s}, {@code 5m}. */
final class DelayText {
    private static final Pattern TIME = Pattern.compile("(\\d{1,7})(ms|s|m|h)");

    private DelayText() {}

    /**
     * The time that {@code word} spells, of 1 ms or more.
     *
     * @param max longest time that is taken
     * @param forms what to give, for who gave something else
     */
    static Duration parse(String word, Duration max, String forms) {
        Matcher time = TIME.matcher(word);
        Duration delay = time.matches() ? delay(time) : Duration.ZERO;
        if (delay.isZero() || delay.compareTo(max) > 0) {
            throw new TypeConversionException("give " + forms + ", not '" + word + "'");
        }
        return delay;
    }

    private static Duration delay(Matcher time) {
        long count = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }
}
