package org.jpmxcfs.bench.jmh;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Random;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;

/** What the benchmarks write: a guest's configuration of 512 bytes, as fsbench does. */
final class Workload {
    static final int BYTES = 512;

    /** How often old segments are dropped: a journal would else grow by a gigabyte a second. */
    static final int ENTRIES_BETWEEN_DROPS = 1 << 16;

    private static final long TIME_MILLIS = 1_700_000_000_000L;
    private static final long SEED = 20_251_122;

    private Workload() {}

    static byte[] content() {
        byte[] bytes = new byte[BYTES];
        new Random(SEED).nextBytes(bytes);
        return bytes;
    }

    static Location guest(int id) {
        return Location.of("nodes/bench/qemu-server/" + id + ".conf");
    }

    static Mutation.Write overwrite(int id, byte[] content) {
        return new Mutation.Write(guest(id), 0, content);
    }

    static Entry entry(long index, Mutation mutation) {
        return new Entry(index, 0, 0, 0, TIME_MILLIS, mutation);
    }

    /** The mutations that make {@code files} empty guest configurations. */
    static Mutation[] setUp(int files) {
        Mutation[] mutations = new Mutation[3 + files];
        mutations[0] = new Mutation.MakeDirectory(Location.of("nodes"));
        mutations[1] = new Mutation.MakeDirectory(Location.of("nodes/bench"));
        mutations[2] = new Mutation.MakeDirectory(Location.of("nodes/bench/qemu-server"));
        for (int i = 0; i < files; i++) {
            mutations[3 + i] = new Mutation.Create(guest(100 + i));
        }
        return mutations;
    }

    static Path directory() throws IOException {
        String place = System.getProperty("bench.dir");
        return place == null
                ? Files.createTempDirectory("jpmxcfs-bench")
                : Files.createTempDirectory(Path.of(place), "jpmxcfs-bench");
    }

    static void delete(Path directory) throws IOException {
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, IOException failure)
                            throws IOException {
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
