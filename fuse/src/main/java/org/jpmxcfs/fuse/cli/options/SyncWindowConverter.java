package org.jpmxcfs.fuse.cli.options;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;

/** Reads a time of up to a minute. */
public final class SyncWindowConverter implements ITypeConverter<Duration> {
    private static final Duration MAX = Duration.ofMinutes(1);

    @Override
    public Duration convert(String word) {
        return DelayText.parse(word, MAX, "a time from 1ms to 1m, such as 20ms, 5s or 30s");
    }
}
