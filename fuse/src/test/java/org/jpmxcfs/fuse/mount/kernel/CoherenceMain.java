package org.jpmxcfs.fuse.mount.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;

/**
 * {@code bench/run coherence [SECONDS]}: clients look at a mount in all ways while it is changed,
 * through it and by others, in storms and after pauses. Counts what they saw that was stale, torn
 * or lost: all of it must be 0.
 */
public final class CoherenceMain {
    private final ServedTree served;
    private final Board board;
    private final LongAdder changes = new LongAdder();

    private CoherenceMain(ServedTree served, Board board) {
        this.served = served;
        this.board = board;
    }

    /** Runs for {@code args[0]} seconds, 60 without it; ends with 1 when anything was seen. */
    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 60;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
        Path place = Files.createTempDirectory("jpmxcfs-coherence");
        Map<String, Long> counts = run(place, seconds, seed);
        System.out.println("seed " + seed + ", " + seconds + " s");
        counts.forEach((what, count) -> System.out.printf("%-14s %,15d%n", what, count));
        System.exit(isClean(counts) ? 0 : 1);
    }

    /** Whether nothing was seen that must not be. */
    static boolean isClean(Map<String, Long> counts) {
        return isFresh(counts) && counts.get("torn") == 0;
    }

    /**
     * Whether nothing was stale or lost. That a read is torn is another matter: where two clients
     * read a file that has just been opened, was quiet, and grows twice within microseconds, the
     * kernel cuts the second content at the size of the first. Up to one in 10 million looks.
     */
    static boolean isFresh(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .filter(
                        count ->
                                count.getKey().startsWith("stale") || count.getKey().equals("lost"))
                .allMatch(count -> count.getValue() == 0);
    }

    /** Runs in a directory of its own; returns what was counted. */
    static Map<String, Long> run(Path place, int seconds, long seed) throws Exception {
        Path mount = Files.createDirectories(place.resolve("mnt"));
        Path boardFile = place.resolve("board");
        Board board = Board.at(boardFile);
        try (ServedTree served = ServedTree.mount(mount)) {
            CoherenceMain main = new CoherenceMain(served, board);
            main.makeFiles();
            Process clients = clients(mount, boardFile, seed, place.resolve("clients.out"));
            List<Thread> threads = main.start(seed);
            clients.waitFor(seconds, java.util.concurrent.TimeUnit.SECONDS);
            board.end();
            for (Thread thread : threads) {
                thread.join();
            }
            clients.waitFor();
            return main.counts(place.resolve("clients.out"));
        }
    }

    private static Process clients(Path mount, Path board, long seed, Path out) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CoherenceClients.class.getName(),
                        mount.toString(),
                        board.toString(),
                        Long.toString(seed))
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private Map<String, Long> counts(Path out) throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        for (String line : Files.readAllLines(out)) {
            String[] pair = line.split("=");
            counts.put(pair[0], Long.parseLong(pair[1]));
        }
        counts.merge("changes", changes.sum(), Long::sum);
        return counts;
    }

    private void makeFiles() {
        for (CoherencePlan plan : CoherencePlan.values()) {
            require(new Mutation.MakeDirectory(Location.of(plan.directory())));
            for (int file = 0; file < CoherencePlan.FILES; file++) {
                if (plan == CoherencePlan.REMOTE_NAME) {
                    require(new Mutation.Create(name(file, 0)));
                } else {
                    Location at = Location.of(plan.path(file));
                    require(new Mutation.Create(at));
                    require(new Mutation.Write(at, 0, VersionedText.of(0, plan.isGrowing)));
                }
            }
        }
    }

    private List<Thread> start(long seed) {
        List<Thread> threads = new ArrayList<>();
        for (CoherencePlan plan : CoherencePlan.values()) {
            for (int file = 0; file < CoherencePlan.FILES && !plan.isLocal(); file++) {
                int f = file;
                Random random = new Random(seed + 1000 + plan.slot(file));
                Thread thread =
                        new Thread(
                                () -> {
                                    while (!board.isEnded()) {
                                        burst(plan, f, random);
                                        CoherenceClients.rest(random);
                                    }
                                });
                thread.start();
                threads.add(thread);
            }
        }
        return threads;
    }

    private void burst(CoherencePlan plan, int file, Random random) {
        for (int i = random.nextInt(100); i >= 0 && !board.isEnded(); i--) {
            long version = board.published(plan.slot(file)) + 1;
            change(plan, file, version);
            served.awaitTold();
            board.publish(plan.slot(file), version);
            changes.increment();
        }
    }

    private void change(CoherencePlan plan, int file, long version) {
        Location at = Location.of(plan.path(file));
        switch (plan) {
            case REMOTE_NAME ->
                    require(new Mutation.Rename(name(file, version - 1), name(file, version)));
            case REMOTE_SAME ->
                    require(new Mutation.Write(at, 0, VersionedText.of(version, false)));
            case REMOTE_GROWING -> {
                byte[] text = VersionedText.of(version, true);
                if (text.length < VersionedText.size(version - 1, true)) {
                    replace(at, text);
                } else {
                    require(new Mutation.Write(at, 0, text));
                }
            }
            default -> replace(at, VersionedText.of(version, true));
        }
    }

    private void replace(Location at, byte[] text) {
        Location fresh = Location.of(at.path() + ".tmp");
        require(new Mutation.Create(fresh));
        require(new Mutation.Write(fresh, 0, text));
        require(new Mutation.Rename(fresh, at));
    }

    private void require(Mutation mutation) {
        Outcome outcome = served.change(mutation);
        if (!outcome.isDone()) {
            throw new IllegalStateException(mutation + ": " + outcome);
        }
    }

    private static Location name(int file, long version) {
        return Location.of(CoherencePlan.REMOTE_NAME.directory() + "/n" + file + "-" + version);
    }
}
