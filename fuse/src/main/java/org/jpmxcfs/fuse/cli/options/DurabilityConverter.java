package org.jpmxcfs.fuse.cli.options;

import org.jpmxcfs.transport.Durability;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code batch} and {@code always}. */
public final class DurabilityConverter implements ITypeConverter<Durability> {
    @Override
    public Durability convert(String word) {
        return switch (word) {
            case "batch" -> Durability.BATCH;
            case "always" -> Durability.ALWAYS;
            default ->
                    throw new TypeConversionException(
                            "give 'batch' or 'always', not '" + word + "'");
        };
    }
}
