package org.jpmxcfs.fuse.virtual;

import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * {@code .debug}: whether debug messages are logged; writing {@code 1} or {@code 0} and a line feed
 * switches it.
 */
public final class DebugFile implements VirtualFile {
    private static final byte[] OFF = "0\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ON = "1\n".getBytes(StandardCharsets.US_ASCII);

    private final BooleanSupplier isOn;
    private final Consumer<Boolean> turn;

    /** Reads the switch from {@code isOn} and moves it by {@code turn}. */
    public DebugFile(BooleanSupplier isOn, Consumer<Boolean> turn) {
        this.isOn = isOn;
        this.turn = turn;
    }

    @Override
    public String name() {
        return ".debug";
    }

    @Override
    public int permissions() {
        return 0640;
    }

    @Override
    public byte[] content() {
        return isOn.getAsBoolean() ? ON : OFF;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public int write(byte[] bytes) {
        if (bytes.length < 2 || bytes[1] != '\n' || (bytes[0] != '0' && bytes[0] != '1')) {
            return -1;
        }
        turn.accept(bytes[0] == '1');
        return 2;
    }
}
