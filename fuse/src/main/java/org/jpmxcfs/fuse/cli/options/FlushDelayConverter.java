package org.jpmxcfs.fuse.cli.options;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;

/** Reads a time of up to an hour. */
public final class FlushDelayConverter implements ITypeConverter<Duration> {
    private static final Duration MAX = Duration.ofHours(1);

    @Override
    public Duration convert(String word) {
        return DelayText.parse(word, MAX, "a time from 1ms to 1h, such as 200ms, 30s or 5m");
    }
}
