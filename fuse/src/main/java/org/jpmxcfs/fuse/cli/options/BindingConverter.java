package org.jpmxcfs.fuse.cli.options;

import org.jpmxcfs.fuse.mount.Binding;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code kernel} and {@code libfuse}. */
public final class BindingConverter implements ITypeConverter<Binding> {
    @Override
    public Binding convert(String word) {
        return switch (word) {
            case "kernel" -> Binding.KERNEL;
            case "libfuse" -> Binding.LIBFUSE;
            default ->
                    throw new TypeConversionException(
                            "give 'kernel' or 'libfuse', not '" + word + "'");
        };
    }
}
