package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells one run of the machine from the next, and so a power failure from a mere crash. */
public final class BootId {
    /** Where Linux tells it. */
    public static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    /** The id of the present run, 36 ASCII characters. */
    public static String read() throws IOException {
        return read(FILE);
    }

    /** The id in another file, which a test can change. */
    public static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
