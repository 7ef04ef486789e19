package org.jpmxcfs.transport.raft.node;

import static org.jpmxcfs.transport.raft.node.TestCluster.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.Durability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers of a cluster are told, while nothing fails. */
class ClusterSequencerTest {
    @TempDir private Path directory;

    @Test
    void shouldApplyWhatAnyNodeSubmitsOnAllNodes() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 3)) {
            List<String> acknowledged = new ArrayList<>();

            for (TestNode node : cluster.nodes()) {
                for (int i = 0; i < 20; i++) {
                    String name = node.id() + "-" + i;
                    assertTrue(node.submit(name).isDone());
                    assertTrue(node.state().names().contains(name), "not applied here: " + name);
                    acknowledged.add(name);
                }
            }

            cluster.awaitAgreement(acknowledged);
        }
    }

    @Test
    void shouldOrderAlone() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 1)) {
            TestNode node = cluster.leader();

            assertTrue(node.submit("a").isDone());
            assertTrue(node.sequencer().sync().isDone());

            assertEquals(List.of("a"), node.state().names());
            assertTrue(node.sequencer().isWaiting());
            assertEquals(1, node.sequencer().nodeId());
        }
    }

    @Test
    void shouldRefuseAtOnceWithoutQuorum() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 3)) {
            TestNode lonely = cluster.leader();
            cluster.network().cut(lonely.id());
            await("quorum is lost", () -> !lonely.sequencer().isQuorate());

            long began = System.nanoTime();
            Outcome outcome = lonely.submit("a");

            assertEquals(Refusal.NO_QUORUM, outcome.refusal());
            assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(2));
        }
    }

    @Test
    void shouldAnswerTimedOutWhenThereIsNoOutcomeInTime() throws Exception {
        try (TestCluster cluster = new TestCluster(directory, 3, Durability.BATCH)) {
            for (TestNode node : cluster.nodes()) {
                node.submitNanos(TimeUnit.MILLISECONDS.toNanos(50));
                node.start();
            }
            cluster.awaitQuorum();
            TestNode leader = cluster.leader();

            cluster.network().cut(leader.id());
            Outcome outcome = leader.submit("a");

            assertEquals(Refusal.TIMED_OUT, outcome.refusal());
        }
    }

    @Test
    void shouldOrderWhatTheLeaderDecides() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 3)) {
            TestNode follower = cluster.follower();

            assertTrue(follower.submit("clock").isDone());

            assertEquals(List.of("clock-decided-1"), follower.state().names());
        }
    }

    @Test
    void shouldAcknowledgeOnlyWhatMajoritiesHaveSyncedWhenAlways() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 3, Durability.ALWAYS)) {
            TestNode follower = cluster.follower();

            for (int i = 0; i < 10; i++) {
                assertTrue(follower.submit("a" + i).isDone());
                long last = follower.state().appliedIndex();
                long synced =
                        cluster.nodes().stream()
                                .filter(n -> n.journal().syncedIndex() >= last)
                                .count();
                assertTrue(synced >= 2, synced + " nodes have synced entry " + last);
            }
        }
    }

    @Test
    void shouldGrowAndShrinkWithTheConfiguration() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 1)) {
            assertTrue(cluster.leader().submit("first").isDone());
            TestNode second = cluster.addStranger();
            TestNode third = cluster.addStranger();
            List<Member> three = cluster.nodes().stream().map(TestNode::member).toList();
            for (TestNode node : cluster.nodes()) {
                node.want(three);
            }

            second.start();
            third.start();

            await("three voters", () -> cluster.nodes().stream().allMatch(n -> hasVoters(n, 3)));
            assertTrue(third.submit("second").isDone());
            await("trust", () -> cluster.nodes().stream().noneMatch(n -> n.status().doubtful()));
            cluster.awaitAgreement(List.of("first", "second"));

            List<Member> two = three.subList(1, 3);
            for (TestNode node : cluster.nodes()) {
                node.want(two);
            }
            await("two voters", () -> hasVoters(second, 2) && hasVoters(third, 2));
            cluster.nodes().get(0).kill();
            await("quorum", () -> second.sequencer().isQuorate());
            cluster.awaitQuorum();
            assertTrue(second.submit("third").isDone());
            assertTrue(!third.marks().isNewcomer(), "still a newcomer");
        }
    }

    @Test
    void shouldHandLeadershipOverBeforeItStops() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 3)) {
            TestNode leader = cluster.leader();
            long term = leader.status().term();
            assertTrue(leader.submit("a").isDone());

            long began = System.nanoTime();
            boolean handedOver = leader.sequencer().stepAside();
            long millis = (System.nanoTime() - began) / 1_000_000;
            leader.stop();

            assertTrue(handedOver);
            System.out.println("leadership handed over in " + millis + " ms");
            cluster.awaitQuorum();
            assertEquals(term + 1, cluster.leader().status().term());
            assertEquals(
                    Refusal.IO_ERROR, leader.sequencer().submit(TestCluster.create("b")).refusal());
        }
    }

    private static boolean hasVoters(TestNode node, int count) {
        List<Member> members = node.status().members();
        return members.size() == count && members.stream().allMatch(Member::voter);
    }
}
