package org.jpmxcfs.fuse.it.corosync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jpmxcfs.fuse.it.Until;
import org.jpmxcfs.transport.corosync.cpg.ClusterMap;
import org.jpmxcfs.transport.corosync.cpg.ClusterMapListener;
import org.jpmxcfs.transport.corosync.cpg.ConfiguredCluster;
import org.jpmxcfs.transport.corosync.cpg.Corosync;
import org.jpmxcfs.transport.corosync.cpg.CorosyncCallException;
import org.jpmxcfs.transport.corosync.cpg.CpgGroup;
import org.jpmxcfs.transport.corosync.cpg.Quorum;
import org.jpmxcfs.transport.corosync.cpg.QuorumListener;
import org.jpmxcfs.transport.corosync.wire.Peer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The binding to Corosync's libraries, with three Corosyncs as Debian ships them. */
class CorosyncBindingIT {
    private static final String GROUP = "jpmxcfs_it";
    private static final int COUNT = 3;
    private static final int LARGE = (1 << 20) + 44; // a file of 1 MiB in a synchronisation

    private static CorosyncLan lan;
    private static Corosync corosync;
    private final List<AutoCloseable> open = new ArrayList<>();

    /** What the nodes know of the quorum, newest last. */
    private record Seen(boolean isQuorate, List<Integer> nodeIds) {}

    /** Keeps what it is told of the quorum. */
    private static final class QuorumRecorder implements QuorumListener {
        private final List<Seen> seen = new CopyOnWriteArrayList<>();
        private volatile String lost;

        @Override
        public void changed(boolean isQuorate, long ring, List<Integer> nodeIds) {
            seen.add(new Seen(isQuorate, nodeIds));
        }

        @Override
        public void lost(String reason) {
            lost = reason;
        }

        boolean isNow(boolean isQuorate, Integer... nodeIds) {
            return !seen.isEmpty()
                    && seen.get(seen.size() - 1).equals(new Seen(isQuorate, List.of(nodeIds)));
        }
    }

    /** Keeps what it is told of the configuration. */
    private static final class MapRecorder implements ClusterMapListener {
        private final List<ConfiguredCluster> seen = new CopyOnWriteArrayList<>();

        @Override
        public void changed(ConfiguredCluster cluster) {
            seen.add(cluster);
        }

        @Override
        public void lost(String reason) {
            // Told by the group's listener as well, which the tests look at.
        }

        boolean isAtVersion(long version) {
            return !seen.isEmpty() && seen.get(seen.size() - 1).version() == version;
        }
    }

    @BeforeAll
    static void startCorosync() throws IOException {
        lan = CorosyncLan.of(CorosyncBindingIT.class, COUNT, 1, CorosyncLan.Transport.UDPU);
        corosync = Corosync.load();
    }

    @AfterAll
    static void stopCorosync() throws IOException {
        if (lan != null) {
            lan.close();
        }
    }

    @BeforeEach
    void awaitAll() throws Exception {
        QuorumRecorder quorum = followQuorum(1);
        Until.holds("all nodes", () -> quorum.isNow(true, 1, 2, 3));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable part : open) {
            part.close();
        }
    }

    @Test
    void shouldTellWhoIsInTheGroup() {
        // given
        List<GroupRecorder> members = joinAll();

        // when one leaves
        members.get(1).close();

        // then
        GroupRecorder first = members.get(0);
        first.await("two are left", () -> first.members().size() == 2);
        assertEquals(List.of(member(1), member(3)), first.members());
        assertEquals(List.of(member(2)), first.left());
    }

    @Test
    void shouldDeliverInOneOrderToAll() throws Exception {
        // given
        List<GroupRecorder> members = joinAll();
        int perMember = 200;

        // when all send at once, one of them a message that is larger than Corosync's own, too
        Thread[] senders = new Thread[COUNT];
        for (int i = 0; i < COUNT; i++) {
            GroupRecorder member = members.get(i);
            byte sign = (byte) (i + 1);
            senders[i] = new Thread(() -> sendMany(member, sign, perMember));
            senders[i].start();
        }
        for (Thread sender : senders) {
            sender.join();
        }

        // then
        int total = COUNT * perMember;
        members.forEach(m -> m.await("all came", () -> m.messages().size() == total));
        assertEquals(members.get(0).messages(), members.get(1).messages());
        assertEquals(members.get(0).messages(), members.get(2).messages());
    }

    @Test
    void shouldFollowTheQuorumThroughACut() throws Exception {
        // given
        QuorumRecorder kept = followQuorum(1);
        QuorumRecorder cut = followQuorum(3);
        GroupRecorder member = join(3);

        // when
        lan.host(3).unplug();

        // then
        Until.holds("quorum of two", () -> kept.isNow(true, 1, 2));
        Until.holds("no quorum", () -> cut.isNow(false, 3));

        // when
        lan.host(3).plugIn();

        // then
        Until.holds("quorum of three", () -> cut.isNow(true, 1, 2, 3));
        assertEquals(List.of(member(3)), member.members());
    }

    @Test
    void shouldTellOfTheDeathOfCorosyncAndComeBackWithIt() throws Exception {
        // given
        List<GroupRecorder> members = joinAll();
        QuorumRecorder quorum = followQuorum(2);

        // when
        lan.daemon(2).kill();

        // then
        GroupRecorder dead = members.get(1);
        dead.await("told", () -> dead.lost() != null);
        Until.holds("told of the quorum", () -> quorum.lost != null);
        assertTrue(dead.lost().contains("corosync does not run"), dead.lost());
        assertThrows(CorosyncCallException.class, () -> dead.group().send(new byte[8]));
        GroupRecorder first = members.get(0);
        first.await("two are left", () -> first.members().size() == 2);

        // when
        lan.daemon(2).start();

        // then
        GroupRecorder again = join(2);
        first.await("three again", () -> first.members().size() == COUNT);
        again.send(new byte[100]);
        first.await("delivered", () -> first.messages().size() == 1);
    }

    @Test
    void shouldFollowTheConfigurationThatCorosyncHas() throws Exception {
        // given
        MapRecorder map = new MapRecorder();
        open.add(lan.host(1).inside(() -> ClusterMap.follow(corosync, map)));
        Until.holds("told", () -> !map.seen.isEmpty());
        ConfiguredCluster first = map.seen.get(0);

        // then
        assertEquals("lan", first.name());
        assertEquals(
                new ConfiguredCluster.Node(2, "node2", lan.host(2).address()),
                first.nodes().get(1));
        assertEquals("node3", first.nameOf(3));
        assertEquals("", first.nameOf(4));

        // when
        lan.configure((int) first.version() + 1);
        lan.host(1)
                .inside(
                        () -> {
                            corosync.reloadConfiguration();
                            return null;
                        });

        // then
        Until.holds("new version", () -> map.isAtVersion(first.version() + 1));
    }

    @Test
    void shouldSayInOneLineThatCorosyncDoesNotRun() {
        // given a host without Corosync
        int spare = COUNT + 1;

        // when
        CorosyncCallException refused =
                lan.host(spare)
                        .inside(
                                () ->
                                        assertThrows(
                                                CorosyncCallException.class,
                                                () ->
                                                        CpgGroup.open(
                                                                corosync,
                                                                GROUP,
                                                                new GroupRecorder())));

        // then
        assertEquals(1, refused.getMessage().lines().count());
        assertTrue(refused.getMessage().startsWith("cpg_initialize: "), refused.getMessage());
    }

    @Test
    void shouldSurviveCollectedGarbage() {
        // given
        List<GroupRecorder> members = joinAll();

        // when
        for (int i = 0; i < 3; i++) {
            System.gc();
            members.get(0).send(new byte[1000]);
        }

        // then
        members.forEach(m -> m.await("all came", () -> m.messages().size() == 3));
    }

    private List<GroupRecorder> joinAll() {
        List<GroupRecorder> members = IntStream.rangeClosed(1, COUNT).mapToObj(this::join).toList();
        members.forEach(m -> m.await("all are in", () -> m.members().size() == COUNT));
        return members;
    }

    private GroupRecorder join(int nodeId) {
        GroupRecorder member = GroupRecorder.join(corosync, lan.daemon(nodeId), GROUP);
        open.add(member);
        member.await("in", () -> !member.members().isEmpty());
        return member;
    }

    private QuorumRecorder followQuorum(int nodeId) {
        QuorumRecorder recorder = new QuorumRecorder();
        Until.holds("quorum followed", () -> lan.host(nodeId).inside(() -> tryToFollow(recorder)));
        return recorder;
    }

    private boolean tryToFollow(QuorumRecorder recorder) {
        try {
            open.add(Quorum.follow(corosync, recorder));
            return true;
        } catch (CorosyncCallException starting) {
            return false;
        }
    }

    private static void sendMany(GroupRecorder member, byte sign, int count) {
        for (int i = 0; i < count; i++) {
            int size = sign == 1 && i == count / 2 ? LARGE : 600 + i;
            byte[] message = new byte[size];
            message[0] = sign;
            message[size - 1] = (byte) i;
            member.send(message);
        }
    }

    private static Peer member(int nodeId) {
        int pid = (int) ProcessHandle.current().pid();
        return new Peer(nodeId, pid);
    }
}
