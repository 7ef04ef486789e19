package org.jpmxcfs.fuse.cli.options;

import java.util.Locale;
import org.jpmxcfs.fuse.ordering.Engine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code auto}, {@code corosync}, {@code netty} and {@code local}. */
public final class EngineConverter implements ITypeConverter<Engine> {
    @Override
    public Engine convert(String word) {
        for (Engine engine : Engine.values()) {
            if (engine.name().toLowerCase(Locale.ROOT).equals(word)) {
                return engine;
            }
        }
        throw new TypeConversionException(
                "give 'auto', 'corosync', 'netty' or 'local', not '" + word + "'");
    }
}
