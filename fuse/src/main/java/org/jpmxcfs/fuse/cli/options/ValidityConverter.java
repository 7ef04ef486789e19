package org.jpmxcfs.fuse.cli.options;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jpmxcfs.fuse.files.Printable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how long something is good for: {@code 30m}, {@code 1h}, {@code 7d}. */
public final class ValidityConverter implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,4})([smhd])");
    private static final Duration MAX = Duration.ofDays(30);

    @Override
    public Duration convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            Duration valid =
                    switch (matcher.group(2)) {
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    };
            if (valid.compareTo(MAX) <= 0) {
                return valid;
            }
        }
        throw new TypeConversionException(
                "'" + Printable.line(text) + "' is no time such as 30m, 1h or 7d, up to 30d");
    }
}
