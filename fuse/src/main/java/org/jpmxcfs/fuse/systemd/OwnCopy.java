package org.jpmxcfs.fuse.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The application at a place of its own, for a service that no package brought. A checkout is built
 * anew after the next change of its sources; the service must not be.
 */
final class OwnCopy {
    private static final String PLACE = "usr/local/lib/jpmxcfs";
    private static final List<String> PARTS = List.of("jpmxcfs.jar", "build-id", "lib", "native");

    private final Path directory;

    /**
     * The copy of one system.
     *
     * @param root directory of that system, {@code /} for the one that runs
     */
    OwnCopy(Path root) {
        directory = root.resolve(PLACE);
    }

    /**
     * Copies the application; what was there before is replaced.
     *
     * @param application the directory that holds {@code jpmxcfs.jar}
     * @param launcher the program that starts it
     * @return the launcher of the copy
     */
    Path make(Path application, Path launcher) throws IOException {
        Path copied = directory.resolve("bin/jpmxcfs");
        if (Files.exists(copied) && Files.isSameFile(application, directory)) {
            return copied;
        }
        Path fresh = directory.resolveSibling("jpmxcfs.new");
        deleteTree(fresh);
        Files.createDirectories(fresh.resolve("bin"));
        for (String part : PARTS) {
            copyTree(application.resolve(part), fresh.resolve(part));
        }
        Files.copy(launcher, fresh.resolve("bin/jpmxcfs"), StandardCopyOption.COPY_ATTRIBUTES);
        deleteTree(directory);
        Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
        return copied;
    }

    /** Takes it away, if it is there. */
    void delete() throws IOException {
        deleteTree(directory);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                // The dates stay: Java compares them with those in its archive of classes.
                Files.copy(
                        file,
                        to.resolve(from.relativize(file)),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
