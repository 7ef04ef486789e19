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
        Path kept = free(file.resolveSibling(file.getFileName() + "." + stamp(now)));
        return Optional.of(Files.move(file, kept, StandardCopyOption.ATOMIC_MOVE));
    }

    /** A time as it stands in names. */
    static String stamp(Instant time) {
        return STAMP.format(time);
    }

    /** This path, or the first with a number behind it where nothing is. */
    static Path free(Path wanted) {
        Path free = wanted;
        for (int i = 2; Files.exists(free); i++) {
            free = wanted.resolveSibling(wanted.getFileName() + "-" + i);
        }
        return free;
    }
}
