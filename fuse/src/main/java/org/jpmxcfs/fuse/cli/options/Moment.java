package org.jpmxcfs.fuse.cli.options;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import org.jpmxcfs.fuse.cli.text.TimeText;
import org.jpmxcfs.materializer.history.Past;
import org.jpmxcfs.materializer.history.Progress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A moment of the history as options name it: after an entry, or after the last entry of a time.
 */
public final class Moment {
    private final long index; // only where there is no time
    private final Instant time; // or null

    private Moment(long index, Instant time) {
        this.index = index;
        this.time = time;
    }

    /**
     * The index of the last entry that had happened.
     *
     * @throws IOException when the history does not reach there
     */
    public long index(Past past, Progress progress) throws IOException {
        if (time != null) {
            return past.indexAt(time.toEpochMilli(), progress);
        }
        past.requireHeld(index);
        return index;
    }

    /** Reads {@code INDEX|TIME}: digits are an index. */
    public static final class Converter implements ITypeConverter<Moment> {
        @Override
        public Moment convert(String text) {
            if (text.matches("\\d{1,18}")) {
                return new Moment(Long.parseLong(text), null);
            }
            return new Moment(-1, new TimeConverter().convert(text));
        }
    }

    /** Reads {@code TIME}. */
    public static final class TimeConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return new TimeText(InstantSource.system(), ZoneId.systemDefault()).parse(text);
            } catch (IllegalArgumentException notATime) {
                throw new TypeConversionException(notATime.getMessage());
            }
        }
    }
}
