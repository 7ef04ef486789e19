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
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.fuse.it.CommandRun;
import org.jpmxcfs.fuse.it.Snapshot;
import org.jpmxcfs.fuse.it.Until;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Three nodes and a stranger in one network, as people and programs meet them. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
    private static final int PORT = 5410;

    @AutoClose private Cluster cluster;
    private Lan.Host stranger;

    @BeforeAll
    void prepare() throws IOException {
        cluster = Cluster.of(ClusterIT.class, 3);
        stranger = cluster.spareHost();
    }

    @Test
    @Order(1)
    void shouldHoldTheSameTreeOnAllNodesWhereverIsWritten() throws IOException {
        // when
        for (Member member : cluster.members()) {
            Path guests = member.path("nodes/" + member.name() + "/qemu-server");
            Path guest = member.path("qemu-server/10" + member.number() + ".conf");
            Path large = member.path("from-" + member.name());
            patiently(() -> Files.createDirectories(guests));
            patiently(() -> Files.writeString(guest, "name: of " + member.name() + "\n"));
            patiently(() -> Files.writeString(large, "x".repeat(100_000)));
        }

        // then
        cluster.awaitEqual();
        List<Map<String, String>> found = new ArrayList<>();
        for (Member member : cluster.members()) {
            found.add(tree(member));
        }
        assertTrue(found.get(0).containsKey("nodes/node3/qemu-server/103.conf"));
        assertEquals(found.get(0), found.get(1));
        assertEquals(found.get(0), found.get(2));
        assertThrows(
                FileAlreadyExistsException.class,
                () -> Files.createFile(cluster.member(1).path("qemu-server/103.conf")),
                "a guest exists once in a cluster");
    }

    @Test
    @Order(2)
    void shouldShowMembersVersionsAndLogAsRecordedInACluster() throws IOException {
        for (Member member : cluster.members()) {
            // given
            JsonNode recorded = recorded(member.name() + "-members");

            // when
            Until.holds(member.name() + " shows all", () -> isWhole(member, recorded));
            JsonNode members = json(member.path(".members"));

            // then
            assertEquals(fieldNames(recorded), fieldNames(members));
            assertEquals(member.name(), members.get("nodename").asText());
            assertEquals("test", members.at("/cluster/name").asText());
            assertEquals(3, members.at("/cluster/nodes").asInt());
            assertEquals(
                    fieldNames(recorded("node1-version")),
                    fieldNames(json(member.path(".version"))));
            Until.holds(member.name() + " shows the start of all", () -> starts(member) == 3);
        }
        String log = Files.readString(cluster.member(1).path(".clusterlog"), ISO_8859_1);
        for (Member member : cluster.others(cluster.member(1))) {
            assertEquals(log, Files.readString(member.path(".clusterlog"), ISO_8859_1));
        }
    }

    @Test
    @Order(3)
    void shouldGiveALockToOneNodeWhichAloneMayRenewIt() throws IOException {
        // given
        patiently(() -> Files.createDirectories(cluster.member(1).path("priv/lock")));
        cluster.awaitEqual();
        Path held = cluster.member(1).path("priv/lock/guest");
        Path wanted = cluster.member(2).path("priv/lock/guest");
        FileTime now = FileTime.fromMillis(System.currentTimeMillis());

        // when
        patiently(() -> Files.createDirectory(held));

        // then
        assertThrows(FileAlreadyExistsException.class, () -> Files.createDirectory(wanted));
        cluster.awaitEqual();
        patiently(() -> Files.setLastModifiedTime(held, now));
        cluster.awaitEqual();
        assertThrows(AccessDeniedException.class, () -> Files.setLastModifiedTime(wanted, now));
        assertThrows(
                AccessDeniedException.class,
                () -> Files.setLastModifiedTime(wanted, FileTime.fromMillis(0)),
                "an unlock before 120 s");
        patiently(() -> Files.delete(held));
        cluster.awaitEqual();
        patiently(() -> Files.createDirectory(wanted));
        patiently(() -> Files.delete(wanted));
    }

    @Test
    @Order(4)
    void shouldLetAnyNodeTakeTheGuestOfAFailedOne() throws IOException {
        // given
        Member failed = cluster.member(3);
        Member rescuer = cluster.member(1);
        failed.kill();
        Until.holds("node3 is seen to be offline", () -> !isOnline(rescuer, "node3"));

        // when
        Path guest = rescuer.path("nodes/node3/qemu-server/103.conf");
        Path rescued = rescuer.path("nodes/node1/qemu-server/103.conf");
        patiently(() -> Files.move(guest, rescued, StandardCopyOption.ATOMIC_MOVE));

        // then
        assertEquals("node1", guestNode(rescuer));
        Until.holds("node2 shows it", () -> guestNode(cluster.member(2)).equals("node1"));
        failed.start();
        cluster.awaitQuorate();
        cluster.awaitEqual();
        assertEquals("node1", guestNode(failed));
        Until.holds("node3 is seen to be online", () -> isOnline(rescuer, "node3"));
    }

    @Test
    @Order(5)
    void shouldBeReadOnlyWithoutQuorumAndSayItInTheModes() throws IOException {
        // given
        Member alone = cluster.member(2);
        Path file = alone.path("from-node1");
        Until.holds("node2 takes changes", () -> isWritable(file));

        // when
        alone.host().unplug();
        try {

            // then
            Until.holds("node2 is read-only", () -> !alone.isQuorate());
            assertFalse(isWritable(file));
            assertThrows(AccessDeniedException.class, () -> Files.writeString(file, "y"));
            assertThrows(AccessDeniedException.class, () -> Files.createFile(alone.path("new")));
            assertThrows(AccessDeniedException.class, () -> Files.delete(file));
            assertEquals(100_000, Files.readString(file).length());
            assertEquals(0, json(alone.path(".members")).at("/cluster/quorate").asInt());
            Until.holds("nobody is online", () -> !isOnline(alone, "node1"));
            requireStatusWithoutQuorum(alone);
            Path written = cluster.member(1).path("from-node1");
            patiently(() -> Files.writeString(written, "written meanwhile"));
        } finally {
            alone.host().plugIn();
        }
        cluster.awaitQuorate();
        cluster.awaitEqual();
        assertTrue(isWritable(file));
        assertEquals("written meanwhile", Files.readString(file));
    }

    @Test
    @Order(6)
    void shouldStayUnharmedByStrangers() throws IOException {
        // when: garbage on one connection, and 200 that say nothing
        String target = cluster.member(1).host().address() + "/" + PORT;
        List<String> command = new ArrayList<>(stranger.entering());
        command.addAll(
                List.of(
                        "timeout",
                        "20",
                        "bash",
                        "-c",
                        "head -c 1000000 /dev/urandom >/dev/tcp/%s; for i in {1..200}; do exec {fd}<>/dev/tcp/%s; done; echo all"
                                .formatted(target, target)));
        CommandRun strange = CommandRun.of(CommandRun.LIMIT, command);

        // then
        assertTrue(strange.out().contains("all"), strange::toString);
        cluster.awaitQuorate();
        patiently(() -> Files.writeString(cluster.member(1).path("unharmed"), "x"));
        cluster.awaitEqual();
    }

    @Test
    @Order(7)
    void shouldHandOverWhenTheLeaderIsStopped() throws Exception {
        // given
        Member leader = cluster.awaitLeader();
        Member other = cluster.others(leader).get(0);

        // when
        leader.stop();

        // then
        long begin = System.nanoTime();
        patiently(() -> Files.writeString(other.path("after-stop"), "x"));
        System.out.printf(
                "ClusterIT: %d ms from the leader's end to the next change%n",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        leader.start();
        cluster.awaitQuorate();
        cluster.awaitEqual();
    }

    @Test
    @Order(8)
    void shouldHoldTheSameTreeAfterARestartOfAll() throws Exception {
        // given
        cluster.awaitEqual();
        Map<String, String> before = tree(cluster.member(1));

        // when
        for (Member member : cluster.members()) {
            member.stop();
        }
        for (Member member : cluster.members()) {
            member.launch();
        }

        // then
        for (Member member : cluster.members()) {
            member.awaitMounted();
        }
        cluster.awaitQuorate();
        cluster.awaitEqual();
        for (Member member : cluster.members()) {
            assertEquals(before, tree(member));
        }
        patiently(() -> Files.writeString(cluster.member(2).path("after-restart"), "x"));
        cluster.awaitEqual();
    }

    private static void requireStatusWithoutQuorum(Member alone) {
        CommandRun status = alone.clusterStatus().requireSuccess();
        assertTrue(status.out().matches("(?s).*\\bquorate +no\n.*"), status::out);
        assertTrue(
                status.out().matches("(?s).*\\bnode1 +1 +10.77.0.1:5410 +- +no .*"), status::out);
        CommandRun refused = alone.clusterStatus("--verify");
        assertEquals(1, refused.status());
        assertEquals(1, refused.err().lines().count(), refused::toString);
        assertTrue(refused.err().contains("the cluster has no quorum"), refused::err);
    }

    /** What its mount shows, without what is computed for each node. */
    private static Map<String, String> tree(Member member) throws IOException {
        Map<String, String> entries = Snapshot.of(member.path(""));
        entries.keySet().removeIf(path -> path.startsWith(".") || path.isEmpty());
        entries.keySet().removeAll(List.of("local", "qemu-server", "lxc", "openvz"));
        return entries;
    }

    private static boolean isWritable(Path file) throws IOException {
        return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_WRITE);
    }

    /** Whether it shows quorum, and the same nodes with the same addresses as recorded. */
    private static boolean isWhole(Member at, JsonNode recorded) throws IOException {
        JsonNode members = json(at.path(".members"));
        return members.at("/cluster/quorate").asInt() == 1
                && members.get("nodelist").equals(recorded.get("nodelist"));
    }

    private static boolean isOnline(Member at, String name) throws IOException {
        return json(at.path(".members")).at("/nodelist/" + name + "/online").asInt() == 1;
    }

    private static String guestNode(Member at) throws IOException {
        return json(at.path(".vmlist")).at("/ids/103/node").asText();
    }

    /** How many starts of daemons the cluster log shows that are still the newest of their node. */
    private static long starts(Member at) throws IOException {
        Set<String> nodes = new TreeSet<>();
        for (JsonNode line : json(at.path(".clusterlog")).get("data")) {
            if (line.get("msg").asText().equals("starting cluster log")) {
                nodes.add(line.get("node").asText());
            }
        }
        return nodes.size();
    }

    private static Set<String> fieldNames(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode recorded(String name) throws IOException {
        Path sample = Path.of("src/test/resources/conformance/json/cluster-" + name + ".json");
        return JsonMapper.builder().build().readTree(Files.readString(sample, US_ASCII));
    }

    private static JsonNode json(Path file) throws IOException {
        return JsonMapper.builder().build().readTree(Files.readAllBytes(file));
    }
}
