package org.jpmxcfs.fuse.it.corosync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.time.Duration;
import org.jpmxcfs.fuse.it.CommandRun;
import org.jpmxcfs.fuse.it.Until;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three daemons in one Corosync cluster, and what can happen to them. */
class CorosyncClusterIT {
    private static final int COUNT = 3;
    // A cut is found within 2 s with the token of the test's network; the rest is the machine's.
    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(20);

    private static CorosyncCluster cluster;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = CorosyncCluster.of(CorosyncClusterIT.class, COUNT);
    }

    @AfterAll
    static void stopCluster() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void awaitWhole() {
        cluster.awaitWhole();
    }

    @Test
    void shouldShowEverywhereWhatIsWrittenAnywhere() throws Exception {
        // given
        for (int id = 1; id <= COUNT; id++) {
            Files.createDirectory(cluster.node(id).path("anywhere" + id));
            Files.writeString(cluster.node(id).path("anywhere" + id + "/file"), "of node " + id);
        }

        // when
        Files.move(cluster.node(1).path("anywhere2/file"), cluster.node(1).path("anywhere3/moved"));
        Files.delete(cluster.node(2).path("anywhere3/file"));

        // then
        cluster.awaitEqual();
        for (CorosyncNode node : cluster.nodes()) {
            assertEquals("of node 1", Files.readString(node.path("anywhere1/file")));
            assertEquals("of node 2", Files.readString(node.path("anywhere3/moved")));
            assertTrue(Files.notExists(node.path("anywhere3/file")));
            String log = Files.readString(node.path(".clusterlog"));
            for (int id = 1; id <= COUNT; id++) {
                assertTrue(log.contains("\"node\": \"node" + id + "\""), log);
            }
        }
        requireVerified(2);
    }

    @Test
    void shouldTakeOverWhatHappenedWhileADaemonWasDead() throws Exception {
        // given
        Files.writeString(cluster.node(1).path("gone"), "there before");
        cluster.awaitEqual();
        cluster.node(3).kill();

        // when
        Until.holds("it is missed", () -> cluster.node(1).onlineCount() == COUNT - 1);
        Files.writeString(cluster.node(1).path("while-dead"), "news");
        Files.delete(cluster.node(2).path("gone"));
        cluster.node(3).launch();
        cluster.node(3).daemon().awaitMounted();

        // then
        cluster.awaitEqual();
        assertEquals("news", Files.readString(cluster.node(3).path("while-dead")));
        assertTrue(Files.notExists(cluster.node(3).path("gone")));
        String log = cluster.node(3).daemon().foregroundErr();
        assertTrue(log.contains("taken over: "), log);
        // It had seen what was deleted meanwhile, and changed nothing of it itself.
        assertFalse(log.contains("supersede"), log);
        requireVerified(1);
    }

    @Test
    void shouldBeReadOnlyWithoutCorosyncAndComeBackWithIt() throws Exception {
        // given
        CorosyncNode node = cluster.node(2);
        Files.writeString(node.path("lasting"), "kept");

        // when
        node.corosync().kill();

        // then
        Until.holds("it knows", () -> !node.status().get("quorate").asBoolean());
        assertThrows(
                AccessDeniedException.class, () -> Files.writeString(node.path("refused"), "x"));
        assertEquals("kept", Files.readString(node.path("lasting")));

        // when
        node.corosync().start();

        // then
        cluster.awaitWhole();
        Files.writeString(node.path("back"), "again");
        cluster.awaitEqual();
        assertEquals("again", Files.readString(cluster.node(1).path("back")));
    }

    @Test
    void shouldRefuseChangesOnTheSmallerSideOfACut() throws Exception {
        // given
        CorosyncNode cut = cluster.node(3);

        // when
        cluster.lan().host(3).unplug();
        long start = System.nanoTime();
        assertThrows(
                IOException.class,
                () -> {
                    while (true) {
                        Files.writeString(cut.path("lost"), "x");
                    }
                });
        Duration waited = Duration.ofNanos(System.nanoTime() - start);
        Until.holds("two go on", () -> cluster.node(1).onlineCount() == COUNT - 1);
        Files.writeString(cluster.node(1).path("of-two"), "x");

        // then
        assertTrue(waited.compareTo(REFUSED_WITHIN) < 0, waited::toString);
        assertThrows(
                AccessDeniedException.class, () -> Files.writeString(cut.path("refused"), "x"));

        // when
        cluster.lan().host(3).plugIn();

        // then
        cluster.awaitEqual();
        assertEquals("x", Files.readString(cut.path("of-two")));
        requireVerified(3);
    }

    private static void requireVerified(int id) {
        CommandRun run = cluster.node(id).clusterStatus("--verify").requireSuccess();
        assertTrue(run.out().contains("node" + COUNT), run::toString);
    }
}
