package org.jpmxcfs.fuse.cli.options;

import org.jpmxcfs.fuse.ops.ChmodPolicy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code strict} and {@code ignore}. */
public final class ChmodPolicyConverter implements ITypeConverter<ChmodPolicy> {
    @Override
    public ChmodPolicy convert(String word) {
        return switch (word) {
            case "strict" -> ChmodPolicy.STRICT;
            case "ignore" -> ChmodPolicy.IGNORE;
            default ->
                    throw new TypeConversionException(
                            "give 'strict' or 'ignore', not '" + word + "'");
        };
    }
}
