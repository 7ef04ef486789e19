package org.jpmxcfs.fuse.cli.options;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.jpmxcfs.fuse.history.Moment;
import org.jpmxcfs.fuse.history.TimeText;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code INDEX|TIME}. */
public final class MomentConverter implements ITypeConverter<Moment> {
    @Override
    public Moment convert(String text) {
        return converted(() -> Moment.parse(text, InstantSource.system(), ZoneId.systemDefault()));
    }

    /** Reads {@code TIME}. */
    public static final class OfTime implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            TimeText times = new TimeText(InstantSource.system(), ZoneId.systemDefault());
            return converted(() -> times.parse(text));
        }
    }

    private static <T> T converted(Supplier<T> conversion) {
        try {
            return conversion.get();
        } catch (IllegalArgumentException neither) {
            throw new TypeConversionException(neither.getMessage());
        }
    }
}
