package org.jpmxcfs.fuse.cli.options;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jpmxcfs.fuse.store.History;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an age, a size, or both: {@code 30d}, {@code 512MiB}, {@code 12h,1GiB}. */
public final class HistoryConverter implements ITypeConverter<History> {
    private static final Pattern AGE = Pattern.compile("(\\d{1,6})(m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})(MiB|GiB)");

    @Override
    public History convert(String words) {
        Duration age = History.DEFAULT.age();
        long bytes = History.DEFAULT.bytes();
        for (String word : words.split(",", -1)) {
            Matcher ageWord = AGE.matcher(word);
            Matcher sizeWord = SIZE.matcher(word);
            if (ageWord.matches()) {
                age = age(ageWord);
            } else if (sizeWord.matches()) {
                bytes = Long.parseLong(sizeWord.group(1)) << shift(sizeWord.group(2));
            } else {
                throw wrong(words);
            }
        }
        try {
            return new History(age, bytes);
        } catch (IllegalArgumentException tooSmall) {
            throw wrong(words);
        }
    }

    private static Duration age(Matcher word) {
        long count = Long.parseLong(word.group(1));
        return switch (word.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private static int shift(String unit) {
        return unit.equals("MiB") ? 20 : 30;
    }

    private static TypeConversionException wrong(String words) {
        return new TypeConversionException(
                "give an age, a size or both, such as 30d, 12h or 30d,1GiB (units m h d MiB GiB,"
                        + " at least 1m and 1MiB), not '"
                        + words
                        + "'");
    }
}
