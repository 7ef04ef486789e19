package org.jpmxcfs.fuse.it.cluster;

import static org.jpmxcfs.fuse.it.cluster.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.it.CommandRun;
import org.jpmxcfs.fuse.it.Until;
import org.jpmxcfs.fuse.membership.Token;
import org.junit.jupiter.api.AutoClose;
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

    @AutoClose private Cluster cluster;
    private String usedToken;
    private Member removed;

    @BeforeAll
    void prepare() throws IOException {
        cluster =
                Cluster.ofOne(
                        ClusterGrowthIT.class,
                        3,
                        Cluster.SMALL,
                        ClusterGrowthIT::makeManyFiles,
                        "--history=1MiB");
    }

    private static void makeManyFiles(Member first) throws IOException {
        first.start();
        Files.createDirectory(first.path("many"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(first.path("many/" + i), "file " + i);
        }
        first.daemon().umount();
    }

    @Test
    @Order(1)
    void shouldBringAnExistingTreeToANodeThatJoins() throws IOException {
        // given
        Member first = cluster.member(1);
        Until.holds("node1 takes changes", first::isQuorate);
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
    void shouldSayInOneLineWhyANodeCanNotJoin() throws IOException {
        Member first = cluster.member(1);
        String half = usedToken.substring(0, usedToken.length() / 2);
        requireLine("token is for node node2 and this is node3", cluster.join(3, usedToken));
        requireLine("was used already", cluster.joinAs("node2", 3, usedToken));
        requireLine("no whole token", cluster.join(3, half));
        requireLine("has a node node2 already", first.command("invite", "node2"));
        String brief = cluster.invite(3, "--valid=1s");
        Instant end = Instant.now().plusSeconds(1);
        Until.holds("a second is over", () -> Instant.now().isAfter(end));
        requireLine("has expired", cluster.join(3, brief));
        String token = cluster.invite(3);
        requireLine("node id 1 is that of node1", cluster.join(3, token, "--id=1"));
        requireLine("cannot be reached; is the address", cluster.join(3, astray(token)));
        cluster.join(3, token).requireSuccess();
    }

    /** The same token with an address that no host has. */
    private static String astray(String token) throws IOException {
        Token good = Token.parse(token);
        return new Token(good.node(), "10.77.0.99", good.port(), good.authority(), good.secret())
                .toText();
    }

    @Test
    @Order(3)
    void shouldBringTheStateToANodeWhoseEntriesAreGone() throws Exception {
        // given
        Member away = cluster.member(3);
        away.start();
        cluster.awaitEqual();
        long needed = away.status().at("/journal/lastIndex").asLong() + 1;
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
            Until.holds("old entries are gone", () -> firstIndex(member) > needed);
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
        one.command("remove", leader.name()).requireSuccess();

        // then
        cluster.awaitLeader(others);
        Until.holds("it takes no more changes", () -> !leader.isQuorate());
        patiently(() -> Files.writeString(one.path("after-removal"), "x"));
        cluster.awaitEqual(others);
        removed = leader;
    }

    @Test
    @Order(5)
    void shouldKeepARemovedNodeOutWhetherItRunsOrIsStartedAgain() throws Exception {
        // given
        List<Member> others = cluster.others(removed);
        Member leader = cluster.awaitLeader(others);
        requireOutside();

        // when
        removed.stop();
        removed.start();

        // then
        Until.holds(
                "it is told why",
                () ->
                        removed.daemon()
                                .foregroundErr()
                                .contains("is no member in corosync.conf; one that was removed"));
        requireOutside();
        patiently(() -> Files.writeString(leader.path("without-it"), "x"));
        cluster.awaitEqual(others);
        removed.stop();
    }

    @Test
    @Order(6)
    void shouldTakeARemovedNodeAgainWithAnIdThatNoneHasHad() throws Exception {
        // given
        Member host = cluster.others(removed).get(0);
        removed.daemon().runOnData("cluster", "leave", "--to-local").requireSuccess();

        // when
        CommandRun joined =
                removed.daemon()
                        .runOnData(
                                "cluster",
                                "join",
                                host.invite(removed.name()),
                                "--node=" + removed.name(),
                                "--address=" + removed.host().address(),
                                "--replace")
                        .requireSuccess();

        // then
        assertTrue(joined.out().contains(": id 4, "), joined.out()); // 1 to 3 were in use
        removed.start();
        cluster.awaitQuorate();
        cluster.awaitEqual();
        assertTrue(Files.exists(removed.path("without-it")));
    }

    /** The removed node says what it is, takes nothing, and has nothing of what came later. */
    private void requireOutside() {
        Until.holds(
                "it says so",
                () ->
                        removed.daemon()
                                .foregroundErr()
                                .contains("this node was removed from the cluster"));
        String trouble = removed.status().at("/cluster/trouble").asText();
        assertTrue(trouble.startsWith("this node was removed from the cluster"), trouble);
        assertFalse(removed.isQuorate());
        assertThrows(
                AccessDeniedException.class, () -> Files.createFile(removed.path("by-removed")));
        assertFalse(Files.exists(removed.path("after-removal")));
        assertFalse(Files.exists(removed.path("without-it")));
    }

    private static void requireLine(String part, CommandRun run) {
        System.out.println("ClusterGrowthIT: " + run.err().strip());
        assertEquals(1, run.status(), run::toString);
        assertEquals(1, run.err().lines().count(), run::toString);
        assertTrue(run.err().contains(part), run::toString);
    }

    private static long firstIndex(Member member) {
        return member.status().at("/journal/firstIndex").asLong();
    }
}
