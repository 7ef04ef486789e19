package org.jpmxcfs.fuse.mount.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The clients of the coherence stress, in a process of their own: they look at files in all ways,
 * and change some. A look is stale when it shows less than was published before it began.
 */
final class CoherenceClients {
    private static final int BYTES_MAX = 1 << 16;
    private static final int LOOKS_HELD = 2000;

    private final Path mount;
    private final Board board;
    private final Map<String, LongAdder> counts = new TreeMap<>();

    private CoherenceClients(Path mount, Board board) {
        this.mount = mount;
        this.board = board;
        for (String what :
                List.of(
                        "checks",
                        "changes",
                        "stale content",
                        "stale held",
                        "stale mapped",
                        "stale status",
                        "stale name",
                        "torn",
                        "lost")) {
            counts.put(what, new LongAdder());
        }
    }

    /** Runs on the mount {@code args[0]} with the board {@code args[1]} until that says so. */
    public static void main(String[] args) throws Exception {
        CoherenceClients clients =
                new CoherenceClients(Path.of(args[0]), Board.at(Path.of(args[1])));
        clients.run(Long.parseLong(args[2]));
    }

    private interface Look {
        void run(Random random) throws IOException;
    }

    private void run(long seed) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Look look :
                List.<Look>of(
                        this::readFresh,
                        this::readFresh,
                        this::readHeld,
                        this::readMapped,
                        this::status,
                        this::names)) {
            threads.add(start(look, seed + threads.size()));
        }
        for (int file = 0; file < CoherencePlan.FILES; file++) {
            int f = file;
            threads.add(start(random -> overwrite(f, random), seed + threads.size()));
            threads.add(start(random -> replace(f, random), seed + threads.size()));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        counts.forEach((what, count) -> System.out.println(what + "=" + count.sum()));
    }

    private Thread start(Look look, long seed) {
        Random random = new Random(seed);
        Thread thread =
                new Thread(
                        () -> {
                            while (!board.isEnded()) {
                                try {
                                    look.run(random);
                                } catch (IOException e) {
                                    count("lost");
                                    System.err.println("lost: " + e);
                                }
                            }
                        });
        thread.start();
        return thread;
    }

    private void count(String what) {
        counts.get(what).increment();
    }

    private static CoherencePlan plan(Random random) {
        CoherencePlan[] plans = CoherencePlan.values();
        return plans[random.nextInt(plans.length - 1)];
    }

    private static int file(Random random) {
        return random.nextInt(CoherencePlan.FILES);
    }

    private void readFresh(Random random) throws IOException {
        CoherencePlan plan = plan(random);
        int file = file(random);
        long least = board.published(plan.slot(file));
        ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES_MAX);
        try (FileChannel channel = FileChannel.open(mount.resolve(plan.path(file)))) {
            check(plan, file, bytes, channel.read(bytes, 0), least, "stale content");
        }
    }

    private void check(
            CoherencePlan plan, int file, ByteBuffer bytes, int count, long least, String stale) {
        count("checks");
        long version = VersionedText.version(bytes, count, plan.isGrowing);
        if (version < 0) {
            count("torn");
            System.err.println(
                    "torn: "
                            + plan
                            + " "
                            + count
                            + " bytes, from "
                            + VersionedText.number(bytes, 0));
        } else if (version < least) {
            count(stale);
            System.err.println(stale + ": " + plan + " " + version + " < " + least);
        }
    }

    private void readHeld(Random random) throws IOException {
        CoherencePlan plan = plan(random);
        int file = file(random);
        if (!plan.isInPlace) {
            return;
        }
        if (plan.isGrowing) {
            return; // it is replaced now and then, and who has it open stays with the old one
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES_MAX);
        try (FileChannel channel = FileChannel.open(mount.resolve(plan.path(file)))) {
            for (int i = 0; i < LOOKS_HELD && !board.isEnded(); i++) {
                long least = board.published(plan.slot(file));
                bytes.clear();
                check(plan, file, bytes, channel.read(bytes, 0), least, "stale held");
            }
        }
    }

    private void readMapped(Random random) throws IOException {
        CoherencePlan plan = plan(random);
        int file = file(random);
        if (!plan.isMapped) {
            return;
        }
        try (FileChannel channel = FileChannel.open(mount.resolve(plan.path(file)))) {
            MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            for (int i = 0; i < LOOKS_HELD && !board.isEnded(); i++) {
                long least = board.published(plan.slot(file));
                long version = VersionedText.number(bytes, 0);
                count("checks");
                // A mapping can change between two of its bytes, and then does again or not.
                if (version < least && VersionedText.number(bytes, 0) < least) {
                    count("stale mapped");
                    System.err.println("stale mapped: " + plan + " " + version + " < " + least);
                }
            }
        }
    }

    private void status(Random random) throws IOException {
        CoherencePlan plan = plan(random);
        if (!plan.isGrowing) {
            return;
        }
        int file = file(random);
        long least = board.published(plan.slot(file));
        long size = Files.size(mount.resolve(plan.path(file)));
        long most = board.published(plan.slot(file)) + 3;
        count("checks");
        for (long version = least; version <= most; version++) {
            if (VersionedText.size(version, true) == size) {
                return;
            }
        }
        count("stale status");
        System.err.println("stale status: " + plan + " " + size + " after " + least);
    }

    private void names(Random random) throws IOException {
        CoherencePlan plan = CoherencePlan.REMOTE_NAME;
        int file = file(random);
        Path directory = mount.resolve(plan.directory());
        long least = board.published(plan.slot(file));
        if (Files.exists(directory.resolve("n" + file + "-" + (least - 1)))) {
            count("stale name");
            System.err.println("stale name: it is there still, " + (least - 1));
        }
        long newest = -1;
        try (Stream<Path> listed = Files.list(directory)) {
            for (Path path : (Iterable<Path>) listed::iterator) {
                String name = path.getFileName().toString();
                if (name.startsWith("n" + file + "-")) {
                    newest = Math.max(newest, Long.parseLong(name.substring(3)));
                }
            }
        }
        count("checks");
        if (newest < least) {
            count("stale name");
            System.err.println("stale name: listed " + newest + " < " + least);
        }
        awaitNext(directory, file);
    }

    // The name to come is missing, and kept as that, until it is there.
    private void awaitNext(Path directory, int file) {
        int slot = CoherencePlan.REMOTE_NAME.slot(file);
        for (int i = 0; i < 200 && !board.isEnded(); i++) {
            long before = board.published(slot);
            boolean isThere =
                    Files.exists(directory.resolve("n" + file + "-" + before))
                            || Files.exists(directory.resolve("n" + file + "-" + (before + 1)));
            count("checks");
            // It may have gone on twice, but not without telling of the first time.
            if (!isThere && board.published(slot) == before) {
                count("stale name");
                System.err.println("stale name: not there yet, " + before);
            }
        }
    }

    private void overwrite(int file, Random random) throws IOException {
        CoherencePlan plan = CoherencePlan.LOCAL_SAME;
        int slot = plan.slot(file);
        try (FileChannel channel =
                FileChannel.open(mount.resolve(plan.path(file)), StandardOpenOption.WRITE)) {
            for (int i = random.nextInt(50); i >= 0; i--) {
                long version = board.published(slot) + 1;
                channel.write(ByteBuffer.wrap(VersionedText.of(version, false)), 0);
                board.publish(slot, version);
                count("changes");
            }
        }
        rest(random);
    }

    private void replace(int file, Random random) throws IOException {
        CoherencePlan plan = CoherencePlan.LOCAL_REPLACED;
        int slot = plan.slot(file);
        Path target = mount.resolve(plan.path(file));
        Path fresh = target.resolveSibling("f" + file + ".tmp");
        for (int i = random.nextInt(50); i >= 0; i--) {
            long version = board.published(slot) + 1;
            Files.write(fresh, VersionedText.of(version, true));
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            board.publish(slot, version);
            count("changes");
        }
        rest(random);
    }

    /** Often not at all, and often so long that what was changed is kept again. */
    static void rest(Random random) {
        if (random.nextBoolean()) {
            LockSupport.parkNanos(random.nextInt(300_000_000));
        }
    }
}
