package org.jpmxcfs.fuse.cli.options;

import java.time.InstantSource;
import java.time.ZoneId;
import org.jpmxcfs.fuse.history.Moment;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code INDEX|TIME}. */
public final class MomentConverter implements ITypeConverter<Moment> {
    @Override
    public Moment convert(String text) {
        try {
            return Moment.parse(text, InstantSource.system(), ZoneId.systemDefault());
        } catch (IllegalArgumentException neither) {
            throw new TypeConversionException(neither.getMessage());
        }
    }
}
