package org.jpmxcfs.fuse.cli.options;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time of up to an hour: {@code 200ms}, {@code 30s}, {@code 5m}. */
public final class FlushDelayConverter implements ITypeConverter<Duration> {
    private static final Pattern TIME = Pattern.compile("(\\d{1,7})(ms|s|m|h)");
    private static final Duration MAX = Duration.ofHours(1);

    @Override
    public Duration convert(String word) {
        Matcher time = TIME.matcher(word);
        Duration delay = time.matches() ? delay(time) : Duration.ZERO;
        if (delay.isZero() || delay.compareTo(MAX) > 0) {
            throw new TypeConversionException(
                    "give a time from 1ms to 1h, such as 200ms, 30s or 5m, not '" + word + "'");
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
