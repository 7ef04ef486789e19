package org.jpmxcfs.fuse.it.corosync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jpmxcfs.fuse.it.Until;
import org.junit.jupiter.api.Test;

/** One daemon of this program in a cluster with two of pmxcfs, where a program of it is at hand. */
class MixedClusterIT {
    private static final int CHANGES_EACH = 700;
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    @Test
    void shouldKeepOneTreeWithPeersWhoeverChangesIt() throws Exception {
        PeerDaemon.require();
        try (CorosyncLan lan =
                        CorosyncLan.of(MixedClusterIT.class, 3, 0, CorosyncLan.Transport.UDPU);
                PeerDaemon second = new PeerDaemon(lan.daemon(2), lan.root(2));
                PeerDaemon third = new PeerDaemon(lan.daemon(3), lan.root(3));
                CorosyncNode own = new CorosyncNode(lan.daemon(1), lan.root(1))) {
            // given
            second.start();
            third.start();
            own.launch();
            own.daemon().awaitMounted();
            Until.holds("all take part", () -> own.isReady() && own.onlineCount() == 3);

            // when
            List<Path> mounts = List.of(own.path(""), second.path(""), third.path(""));
            long seed = new Random().nextLong();
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < mounts.size(); i++) {
                Path mount = mounts.get(i);
                Random random = new Random(seed + i);
                writers.add(new Thread(() -> change(mount, random)));
            }
            writers.forEach(Thread::start);
            for (Thread writer : writers) {
                writer.join();
            }

            // then
            Until.holds(
                    "same names on all, seed " + seed,
                    () -> mounts.stream().map(MixedClusterIT::names).distinct().count() == 1);
            own.clusterStatus("--verify").requireSuccess();
            Until.holds(
                    "the peers agree",
                    () -> second.output().contains("data verification successful"));
            assertTrue(third.output().contains("data verification successful"), third.output());
            assertEquals(
                    Files.readString(second.path(".clusterlog")),
                    Files.readString(own.path(".clusterlog")));
        }
    }

    /** Random changes, many of which are refused. */
    private static void change(Path mount, Random random) {
        for (int i = 0; i < CHANGES_EACH; i++) {
            Path path = path(mount, random);
            try {
                switch (random.nextInt(6)) {
                    case 0 -> Files.createDirectory(path);
                    case 1 -> Files.write(path, new byte[random.nextInt(5000)]);
                    case 2 ->
                            Files.write(
                                    path,
                                    new byte[random.nextInt(3000)],
                                    StandardOpenOption.APPEND);
                    case 3 -> Files.delete(path);
                    case 4 -> replace(path, path(mount, random));
                    default -> Files.write(path, new byte[] {1, 2, 3});
                }
            } catch (IOException refused) {
                // As it should be for most of them.
            }
        }
    }

    // A directory over another entry takes that entry from the memory of pmxcfs, but not from its
    // database, after which it cannot take a state over any more.
    private static void replace(Path from, Path to) throws IOException {
        if (Files.isRegularFile(from)) {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static Path path(Path mount, Random random) {
        Path path = mount;
        for (int depth = random.nextInt(3); depth >= 0; depth--) {
            path = path.resolve(NAMES.get(random.nextInt(NAMES.size())));
        }
        return path;
    }

    private static List<String> names(Path mount) {
        List<String> names = new ArrayList<>();
        try (var paths = Files.walk(mount)) {
            paths.forEach(path -> names.add(mount.relativize(path).toString()));
        } catch (IOException | UncheckedIOException changing) {
            names.add(changing.toString());
        }
        names.removeIf(MixedClusterIT::isOwnName);
        names.sort(null);
        return names;
    }

    private static boolean isOwnName(String name) {
        return name.startsWith(".")
                || List.of("local", "lxc", "openvz", "qemu-server").contains(name);
    }
}
