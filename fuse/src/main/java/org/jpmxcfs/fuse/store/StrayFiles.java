package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files that somebody wrote into the bare mount point while nothing was mounted there: each find is
 * kept in a directory named after its time, until a person takes or drops it.
 */
public final class StrayFiles {
    private final Path directory;

    /** Those of a data directory. */
    public StrayFiles(DataDirectory data) {
        directory = data.stray();
    }

    /**
     * Moves everything in {@code mountPoint} here; by copying where the two are on different disks,
     * and then nothing is removed before all is copied.
     *
     * @return where it is now; empty when there was nothing
     * @throws IOException when something could not be moved
     */
    public Optional<Path> collect(Path mountPoint, Instant now) throws IOException {
        List<Path> found = children(mountPoint);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        // What is found may be meant to be private.
        Path find = Aside.free(directory.resolve(Aside.stamp(now)));
        Files.createDirectories(
                find,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (Files.getFileStore(find).equals(Files.getFileStore(mountPoint))) {
            for (Path file : found) {
                Files.move(file, find.resolve(file.getFileName()));
            }
        } else {
            for (Path file : found) {
                copy(file, find.resolve(file.getFileName()));
            }
            for (Path file : found) {
                delete(file);
            }
        }
        return Optional.of(find);
    }

    /** Names of the finds, the oldest first. */
    public List<String> names() throws IOException {
        return children(directory).stream().map(find -> find.getFileName().toString()).toList();
    }

    /**
     * The files of a find by their paths in it, without directories.
     *
     * @throws NoSuchFileException when there is no such find
     */
    public List<Path> files(String name) throws IOException {
        Path find = find(name);
        try (Stream<Path> files = Files.walk(find)) {
            return files.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .map(find::relativize)
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Where a find is.
     *
     * @throws NoSuchFileException when there is none of that name
     */
    public Path find(String name) throws IOException {
        if (!names().contains(name)) {
            throw new NoSuchFileException(directory.resolve(name).toString());
        }
        return directory.resolve(name);
    }

    /** Deletes a find. */
    public void drop(String name) throws IOException {
        delete(find(name));
    }

    private static List<Path> children(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes about)
                            throws IOException {
                        return copyOne(at);
                    }

                    @Override
                    public FileVisitResult visitFile(Path at, BasicFileAttributes about)
                            throws IOException {
                        return copyOne(at);
                    }

                    private FileVisitResult copyOne(Path at) throws IOException {
                        Files.copy(
                                at,
                                to.resolve(from.relativize(at).toString()),
                                StandardCopyOption.COPY_ATTRIBUTES,
                                LinkOption.NOFOLLOW_LINKS);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private static void delete(Path tree) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(tree)) {
            files = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
