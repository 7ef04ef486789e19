package org.jpmxcfs.fuse.it.cluster;

import static org.jpmxcfs.fuse.it.cluster.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.it.CommandRun;
import org.jpmxcfs.fuse.it.Until;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** A cluster that begins with one full node, grows to three and shrinks again. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterGrowthIT {
    private static final int FILES = 10_000;
    private static final int MEBIBYTE = 1 << 20;

    private Cluster cluster;
    private String usedToken;

    @BeforeAll
    void prepare() throws IOException {
        cluster = Cluster.ofOne(ClusterGrowthIT.class, 3, Cluster.SMALL, "--history=1MiB");
    }

    @AfterAll
    void stop() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @Order(1)
    void shouldBringAnExistingTreeToANodeThatJoins() throws IOException {
        // given
        Member first = cluster.member(1);
        Until.holds("node1 takes changes", first::isQuorate);
        Files.createDirectory(first.path("many"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(first.path("many/" + i), "file " + i);
        }
        usedToken = cluster.invite(2);

        // when
        cluster.join(2, usedToken).requireSuccess();
        Member joiner = cluster.member(2);
        long begin = System.nanoTime();
        joiner.start();
        cluster.awaitEqual(List.of(first, joiner));

        // then
        System.out.printf(
                "ClusterGrowthIT: a node has %d files %d ms after its start%n",
                FILES, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        try (Stream<Path> files = Files.list(joiner.path("many"))) {
            assertEquals(FILES, files.count());
        }
        assertEquals("file 7777", Files.readString(joiner.path("many/7777")));
        Until.holds("node2 takes changes", joiner::isQuorate);
        patiently(() -> Files.writeString(joiner.path("from-joiner"), "x"));
        cluster.awaitEqual(List.of(first, joiner));
    }

    @Test
    @Order(2)
    void shouldSayInOneLineWhyANodeCanNotJoin() {
        Member first = cluster.member(1);
        requireOneLine(cluster.join(3, usedToken));
        requireOneLine(cluster.join(3, "node2", usedToken));
        requireOneLine(cluster.join(3, usedToken.substring(0, usedToken.length() / 2)));
        requireOneLine(first.daemon().run("cluster", "invite", "node2", first.path("").toString()));
        String token = cluster.invite(3);
        first.host().unplug();
        requireOneLine(cluster.join(3, token));
        first.host().plugIn();
        Until.holds("quorum again", first::isQuorate);
        cluster.join(3, token).requireSuccess();
    }

    @Test
    @Order(3)
    void shouldBringTheStateToANodeWhoseEntriesAreGone() throws Exception {
        // given
        Member away = cluster.member(3);
        away.start();
        cluster.awaitEqual();
        away.stop();
        List<Member> present = cluster.others(away);
        Until.holds("quorum of two", () -> present.stream().allMatch(Member::isQuorate));
        for (int i = 0; i < 6; i++) {
            Path large = present.get(0).path("large-" + i);
            patiently(() -> Files.write(large, new byte[MEBIBYTE]));
        }
        patiently(() -> Files.delete(present.get(0).path("many/7777")));
        cluster.awaitEqual(present);
        for (Member member : present) {
            member.stop();
            member.start();
            Until.holds("old entries are gone", () -> firstIndex(member) > 1_000 + FILES);
        }
        cluster.awaitLeader(present);

        // when
        away.start();

        // then
        cluster.awaitEqual();
        assertTrue(Files.notExists(away.path("many/7777")));
        assertEquals(MEBIBYTE, Files.size(away.path("large-5")));
        cluster.awaitQuorate();
        patiently(() -> Files.writeString(away.path("from-returned"), "x"));
        cluster.awaitEqual();
    }

    @Test
    @Order(4)
    void shouldGoOnWhenTheLeaderIsRemoved() throws Exception {
        // given
        Member leader = cluster.awaitLeader();
        List<Member> others = cluster.others(leader);

        // when
        Member one = others.get(0);
        one.daemon()
                .run("cluster", "remove", leader.name(), one.path("").toString())
                .requireSuccess();

        // then
        cluster.awaitLeader(others);
        Until.holds("it takes no more changes", () -> !leader.isQuorate());
        patiently(() -> Files.writeString(one.path("after-removal"), "x"));
        cluster.awaitEqual(others);
        leader.stop();
        patiently(() -> Files.writeString(one.path("without-it"), "x"));
        cluster.awaitEqual(others);
    }

    private static void requireOneLine(CommandRun run) {
        System.out.println("ClusterGrowthIT: " + run.err().strip());
        assertNotEquals(0, run.status(), run::toString);
        assertEquals(1, run.err().lines().count(), run::toString);
    }

    private static long firstIndex(Member member) {
        return member.status().at("/journal/firstIndex").asLong();
    }
}
