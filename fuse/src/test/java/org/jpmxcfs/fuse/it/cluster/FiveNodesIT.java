package org.jpmxcfs.fuse.it.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.jpmxcfs.fuse.it.cluster.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.fuse.it.CommandRun;
import org.jpmxcfs.fuse.it.Until;
import org.jpmxcfs.transport.NativeParts;
import org.jpmxcfs.transport.ipc.Messages;
import org.jpmxcfs.transport.ipc.qb.QbClient;
import org.jpmxcfs.transport.ipc.qb.QbClient.Reply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Five nodes that serve Proxmox's tools: what they share, and what two of them cannot stop. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FiveNodesIT {
    private static final String SERVICE = "jpmxcfs-five";
    private static final int ENOENT = -2;
    private static final int PRIORITY_INFO = 6;
    private static final byte[] VALUE = "{\"disks\":3}\0".getBytes(US_ASCII);

    @AutoClose private Cluster cluster;

    @BeforeAll
    void prepare() throws IOException {
        NativeParts.requireLibrary("libqb.so.100", "libqb100");
        long begin = System.nanoTime();
        String options = Member.IPC_SERVICE + SERVICE;
        cluster = Cluster.of(FiveNodesIT.class, 5, Cluster.SMALL, options);
        System.out.printf(
                "FiveNodesIT: a cluster of five %d ms after its first command%n",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }

    @Test
    @Order(1)
    void shouldHoldTheSameTreeOnAllFive() throws IOException {
        // when
        for (Member member : cluster.members()) {
            Path guests = member.path("nodes/" + member.name() + "/lxc");
            patiently(() -> Files.createDirectories(guests));
            patiently(() -> Files.writeString(guests.resolve(guest(member)), "cores: 2\n"));
        }

        // then
        cluster.awaitEqual();
        for (Member member : cluster.members()) {
            JsonNode guests = json(member.path(".vmlist")).get("ids");
            assertEquals(5, guests.size(), member::name);
        }
        assertEquals(1, digests(cluster.member(4)).size());
    }

    @Test
    @Order(2)
    void shouldTellEveryNodeOfStatusEntriesAndLogLines() throws Exception {
        // given
        Member one = cluster.member(1);
        Member other = cluster.member(5);

        try (QbClient here = connect(one);
                QbClient there = connect(other)) {
            // when
            done(here.ask(Messages.setStatus("ceph", VALUE)));
            done(here.ask(Messages.log(PRIORITY_INFO, "root@pam", "five", "from node1")));

            // then
            byte[] get = Messages.getStatus("node1", "ceph");
            Until.holds("it is told", () -> Arrays.equals(VALUE, there.ask(get).data()));
            Until.holds("its version is shown", () -> version(other, "node1", "ceph") == 0);
            Until.holds("the line is there", () -> logged(other, "from node1") == 1);
            byte[] log = done(there.ask(Messages.readLog(50, "")));
            assertTrue(new String(log, ISO_8859_1).contains("from node1"));
            assertEquals(ENOENT, there.ask(Messages.getStatus("", "ceph")).error());
        }
    }

    @Test
    @Order(3)
    void shouldGoOnWhenTwoAreKilledAtOnce() throws Exception {
        // given
        Member leader = cluster.awaitLeader();
        Member another =
                cluster.others(leader).stream().filter(m -> m.number() > 1).findAny().get();
        List<Member> killed = List.of(leader, another);
        List<Member> left = cluster.members().stream().filter(m -> !killed.contains(m)).toList();

        // when
        leader.kill();
        another.kill();

        // then
        long begin = System.nanoTime();
        for (Member member : left) {
            patiently(() -> Files.writeString(member.path("by-" + member.name()), "x"));
        }
        System.out.printf(
                "FiveNodesIT: three changes %d ms after the leader and one more were killed%n",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        cluster.awaitLeader(left);
        cluster.awaitEqual(left);
        for (Member member : left) {
            Until.holds("two are offline", () -> online(member) == 3);
            JsonNode shown = json(member.path(".members"));
            assertEquals(1, shown.at("/cluster/quorate").asInt());
            assertEquals(5, shown.at("/cluster/nodes").asInt());
            assertEquals(5, shown.get("nodelist").size());
        }
        for (Member member : killed) {
            member.launch();
        }
        killed.forEach(Member::awaitMounted);
        cluster.awaitQuorate();
        cluster.awaitEqual();
        Until.holds("all are online", () -> online(left.get(0)) == 5);
    }

    @Test
    @Order(4)
    void shouldTellStatusEntriesAgainToANodeThatRestartsAndForgetThoseOfOneThatDid()
            throws Exception {
        // given
        Member one = cluster.member(1);
        Member two = cluster.member(2);
        try (QbClient here = connect(one)) {
            done(here.ask(Messages.setStatus("ceph", VALUE)));
        }

        // when
        two.kill();
        two.start();

        // then
        try (QbClient there = connect(two)) {
            byte[] get = Messages.getStatus("node1", "ceph");
            Until.holds("it is told again", () -> Arrays.equals(VALUE, there.ask(get).data()));
            one.kill();
            one.start();
            Until.holds("it is forgotten", () -> there.ask(get).error() == ENOENT);
        }
        assertEquals(-1, version(two, "node1", "ceph"));
        cluster.awaitQuorate();
    }

    @Test
    @Order(5)
    void shouldLetThreeGoOnWhenTheLeaderAndAnotherAreCutOffTogether() throws IOException {
        // given
        cluster.awaitEqual();
        Member leader = cluster.awaitLeader();
        List<Member> cut = List.of(leader, cluster.others(leader).get(0));
        List<Member> left = cluster.members().stream().filter(m -> !cut.contains(m)).toList();

        // when
        cut.forEach(member -> member.host().moveToIsland());

        // then
        cluster.awaitLeader(left);
        for (Member member : cut) {
            Until.holds(member.name() + " is read-only", () -> !member.isQuorate());
            assertThrows(
                    AccessDeniedException.class, () -> Files.createFile(member.path("cut-off")));
        }
        for (Member member : left) {
            patiently(() -> Files.writeString(member.path("mainland"), member.name()));
        }
        assertFalse(Files.exists(leader.path("mainland")));
        Until.holds("only two are linked", () -> online(leader) == 2);
        cut.forEach(member -> member.host().plugIn());
        cluster.awaitQuorate();
        cluster.awaitEqual();
        assertEquals(left.get(2).name(), Files.readString(leader.path("mainland")));
        Until.holds("all are linked", () -> online(leader) == 5);
        assertEquals(1, digests(leader).size());
    }

    private static String guest(Member member) {
        return (100 + member.number()) + ".conf";
    }

    /** A client on a node's host. */
    private static QbClient connect(Member member) {
        return member.host().inside(() -> QbClient.connect(SERVICE));
    }

    private static byte[] done(Reply reply) {
        assertEquals(0, reply.error());
        assertTrue(reply.result() > 0, () -> "no answer: " + reply.result());
        return reply.data();
    }

    /** How many times a status entry was replaced, as a node shows it; -1 where it has none. */
    private static int version(Member at, String node, String key) throws IOException {
        return json(at.path(".version")).at("/kvstore/" + node + "/" + key).asInt(-1);
    }

    private static int logged(Member at, String text) throws IOException {
        int count = 0;
        for (JsonNode line : json(at.path(".clusterlog")).get("data")) {
            count += line.get("msg").asText().equals(text) ? 1 : 0;
        }
        return count;
    }

    /** How many nodes are online as one sees them. */
    private static int online(Member at) throws IOException {
        int count = 0;
        for (JsonNode node : json(at.path(".members")).get("nodelist")) {
            count += node.get("online").asInt();
        }
        return count;
    }

    /** The digests of all nodes, as the comparison on demand gives them. */
    private static Set<String> digests(Member asked) throws IOException {
        CommandRun compared = asked.clusterStatus("--verify", "--json").requireSuccess();
        JsonNode members = JsonMapper.builder().build().readTree(compared.out()).get("members");
        assertEquals(5, members.size());
        Set<String> digests = new HashSet<>();
        members.forEach(member -> digests.add(member.get("digest").asText()));
        return digests;
    }

    private static JsonNode json(Path file) throws IOException {
        return JsonMapper.builder().build().readTree(Files.readAllBytes(file));
    }
}
