package org.jpmxcfs.transport.raft.node;

import static org.jpmxcfs.transport.raft.node.TestCluster.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that die, links that fail, disks that are full, while all nodes submit. */
class ClusterFaultsTest {
    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void shouldLoseNothingAcknowledgedWhenNodesDie(int count) throws Exception {
        long seed = System.nanoTime();
        System.out.println("kills of " + count + " nodes, seed " + seed);
        Random random = new Random(seed);
        try (TestCluster cluster = TestCluster.started(directory, count)) {
            AtomicInteger turn = new AtomicInteger();
            Load load = new Load(8, () -> cluster.anySequencer(turn.getAndIncrement()));
            for (int kill = 0; kill < 4; kill++) {
                load.awaitMore(200);
                TestNode victim = kill % 2 == 0 ? cluster.leader() : cluster.follower();
                if (random.nextBoolean()) {
                    victim.state().flush();
                }
                victim.kill();
                load.awaitMore(100);
                victim.start();
            }
            cluster.awaitQuorum();

            List<String> acknowledged = load.stop();

            cluster.awaitAgreement(acknowledged);
        }
    }

    @Test
    void shouldLoseNothingAcknowledgedOnBadLinks() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 3)) {
            AtomicInteger turn = new AtomicInteger();
            cluster.network().disturb(5, 10);
            Load load = new Load(8, () -> cluster.anySequencer(turn.getAndIncrement()));
            load.awaitMore(100);
            cluster.network().cut(cluster.leader().id());
            load.awaitMore(100);
            cluster.network().heal();
            load.awaitMore(200);

            cluster.awaitAgreement(load.stop());
        }
    }

    @Test
    void shouldBringANodeThatIsFarBehindUpWithASnapshot() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 3)) {
            TestNode late = cluster.follower();
            assertTrue(late.submit("before").isDone());
            late.kill();
            TestNode leader = cluster.leader();
            for (int i = 0; i < 50; i++) {
                assertTrue(leader.submit("a" + i).isDone());
            }
            awaitWithoutHearing(leader);
            dropAll(leader);
            late.start();
            late.state().refuseInstall(true);
            assertTrue(leader.submit("after").isDone());
            await(
                    "the snapshot came",
                    () -> late.directory().resolve("incoming.snapshot").toFile().exists());
            late.state().refuseInstall(false);

            cluster.awaitAgreement(List.of("before", "a0", "a49", "after"));
            await("the journal begins anew", () -> late.journal().firstIndex() > 2);
            await("the mark moved", () -> markIndex(late) > 2);
            late.kill();
            late.start();
            cluster.awaitAgreement(List.of("before", "a0", "a49", "after"));
        }
    }

    /** Until the leader keeps its journal for that node no more. */
    private static void awaitWithoutHearing(TestNode leader) {
        long end = System.nanoTime() + 1_000_000_000L;
        await("silence", () -> System.nanoTime() - end >= 0);
    }

    private static void dropAll(TestNode leader) throws Exception {
        leader.state().flush();
        leader.sequencer().covered(leader.state().appliedIndex());
        await("entries are dropped", () -> markIndex(leader) >= 50);
    }

    private static long markIndex(TestNode node) {
        try {
            return node.marks().mark().index();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTakePartAgainWhenThereIsSpaceAgain(boolean leads) throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 3)) {
            TestNode full = leads ? cluster.leader() : cluster.follower();
            TestNode other = leads ? cluster.follower() : cluster.leader();
            assertTrue(full.submit("a").isDone());

            List<Boolean> quorums = new CopyOnWriteArrayList<>();
            full.sequencer().onQuorumChange(() -> quorums.add(full.sequencer().isQuorate()));
            full.journal().trouble(JournalException.Reason.FULL);
            Refusal unknown = full.submit("b").refusal();
            await("quorum is lost", () -> !full.sequencer().isQuorate());
            Refusal refusal = full.submit("c").refusal();

            assertEquals(Refusal.TIMED_OUT, unknown);
            assertEquals(Refusal.NO_SPACE, refusal);
            await("others go on", () -> other.submit("d" + System.nanoTime()).isDone());
            full.journal().trouble(null);
            await("quorum", () -> full.sequencer().isQuorate());
            assertTrue(full.submit("e").isDone());
            cluster.awaitAgreement(List.of("a", "e"));
            assertEquals("", full.status().trouble());
            assertEquals(List.of(false, true), quorums);
        }
    }

    @Test
    void shouldTakeNoPartOnceTheJournalFailed() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 3)) {
            TestNode broken = cluster.leader();
            assertTrue(broken.submit("a").isDone());

            broken.journal().trouble(JournalException.Reason.FAILED);
            assertTrue(!broken.submit("b").isDone());
            await("quorum is lost", () -> !broken.sequencer().isQuorate());
            broken.journal().trouble(null);

            TestNode other =
                    cluster.nodes().stream().filter(n -> n != broken).findFirst().orElseThrow();
            await("others go on", () -> other.submit("c" + System.nanoTime()).isDone());
            assertEquals(Refusal.IO_ERROR, broken.submit("d").refusal());
            assertTrue(broken.status().trouble().contains("test: FAILED"));
            assertEquals(List.of("a"), broken.state().names().subList(0, 1));
        }
    }

    @Test
    void shouldTakeNoPartOnceAnEntryCanNotBeApplied() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 3)) {
            TestNode broken = cluster.leader();
            TestNode other = cluster.follower();

            broken.state().breakDown();
            Refusal unknown = broken.submit("a").refusal();

            assertEquals(Refusal.TIMED_OUT, unknown);
            assertEquals(Refusal.IO_ERROR, broken.submit("b").refusal());
            assertEquals("test: broken", broken.status().trouble());
            await("others go on", () -> other.submit("c" + System.nanoTime()).isDone());
        }
    }

    @Test
    void shouldUndoAnInstallationThatADeathInterrupted() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 3)) {
            TestNode node = cluster.follower();
            assertTrue(node.submit("a").isDone());
            node.kill();
            node.state().flush();
            node.marks().beginInstall(new Mark(1000, 7, List.of(node.member())));

            node.start();

            await("quorum", () -> node.sequencer().isQuorate());
            assertTrue(node.submit("b").isDone());
            assertTrue(node.marks().installing().isEmpty(), "the note is still there");
            cluster.awaitAgreement(List.of("a", "b"));
        }
    }

    @Test
    void shouldNotTakeTheWordOfANodeThatLostPower() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 3)) {
            TestNode cut = cluster.follower();
            assertTrue(cluster.leader().submit("a").isDone());
            cut.kill();

            cut.losePower();
            cut.start();

            await("it caught up", () -> !cut.status().doubtful() && cut.status().quorate());
            assertTrue(cut.submit("b").isDone());
            assertNull(cut.sequencer().sync().refusal());
            cluster.awaitAgreement(List.of("a", "b"));
        }
    }
}
