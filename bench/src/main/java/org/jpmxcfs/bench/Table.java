package org.jpmxcfs.bench;

import java.util.Locale;
import picocli.CommandLine.Option;

/**
 * What a benchmark prints on standard output, line by line; has the option that all of them take.
 */
public final class Table {
    @Option(
            names = "--line-prefix",
            defaultValue = "",
            description = "Text before each line of the table, to find it in a longer output.")
    private String linePrefix;

    /** Prints one line; {@code format} is that of {@link String#format}. */
    public void line(String format, Object... values) {
        System.out.println(linePrefix + String.format(Locale.ROOT, format, values));
    }
}
