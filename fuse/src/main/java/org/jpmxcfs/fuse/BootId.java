package org.jpmxcfs.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells one run of the machine from the next, and so a power failure from a mere crash. */
public final class BootId {
    private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    /** The id of the present run, 36 ASCII characters. */
    public static String read() throws IOException {
        return Files.readString(FILE).strip();
    }
}
