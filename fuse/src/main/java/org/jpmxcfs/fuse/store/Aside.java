package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Keeps files that are no longer used under a name with the date. */
public final class Aside {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private Aside() {}

    /**
     * Gives a file or directory a name with the time behind it.
     *
     * @return the new name; empty when there is nothing of the old one
     */
    public static Optional<Path> put(Path file, Instant now) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String stamped = file.getFileName() + "." + STAMP.format(now);
        Path kept = file.resolveSibling(stamped);
        for (int i = 2; Files.exists(kept); i++) {
            kept = file.resolveSibling(stamped + "-" + i);
        }
        return Optional.of(Files.move(file, kept, StandardCopyOption.ATOMIC_MOVE));
    }
}
