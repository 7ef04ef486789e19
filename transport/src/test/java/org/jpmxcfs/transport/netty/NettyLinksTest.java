package org.jpmxcfs.transport.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.transport.raft.node.LinkIdentity;
import org.jpmxcfs.transport.raft.node.LinkListener;
import org.jpmxcfs.transport.raft.wire.Message;
import org.jpmxcfs.transport.raft.wire.Request;
import org.junit.jupiter.api.Test;

class NettyLinksTest {
    private final TestCluster cluster = new TestCluster();

    @Test
    void shouldCarryEveryKindOfMessageBothWays() throws IOException {
        try (TestNode one = new TestNode(cluster.identity(1));
                TestNode two = new TestNode(cluster.identity(2))) {
            one.connect(two);
            two.connect(one);
            one.awaitUp(2);
            two.awaitUp(1);

            for (Message message : messages()) {
                one.send(2, message);
                two.send(1, message);
            }

            for (TestNode node : List.of(one, two)) {
                Await.until("all came", () -> node.received.size() == messages().size());
                // Only within a lane is there an order.
                assertEquals(
                        Set.copyOf(messages()),
                        node.received.stream()
                                .map(TestNode.Received::message)
                                .collect(Collectors.toSet()));
            }
        }
    }

    @Test
    void shouldLinkThreeNodesAndSayWhoSpeaks() throws IOException {
        try (TestNode one = new TestNode(cluster.identity(1));
                TestNode two = new TestNode(cluster.identity(2));
                TestNode three = new TestNode(cluster.identity(3))) {
            one.connect(two, three);
            two.connect(one, three);
            three.connect(one, two);
            one.awaitUp(2, 3);
            two.awaitUp(1, 3);
            three.awaitUp(1, 2);

            two.send(1, new Message.CampaignNow(22));
            three.send(1, new Message.CampaignNow(33));

            Await.until("both came", () -> one.received.size() == 2);
            assertEquals(
                    List.of(22L, 33L),
                    one.received.stream()
                            .sorted((a, b) -> a.from() - b.from())
                            .map(r -> r.message().term())
                            .toList());
            Await.until(
                    "round trips are measured",
                    () ->
                            one.links.status().values().stream()
                                    .allMatch(status -> status.roundTripNanos() > 0));
        }
    }

    @Test
    void shouldLinkAnewWhenThePeerWasRestarted() throws IOException {
        TestNode first = new TestNode(cluster.identity(2));
        try (TestNode one = new TestNode(cluster.identity(1))) {
            one.connect(first);
            first.connect(one);
            first.publish("key", "old");
            one.awaitUp(2);
            one.awaitPublished(2, "key", "old");
            int port = first.port();
            first.close();
            one.awaitDown(2);

            try (TestNode again = new TestNode(cluster.identity(2), port)) {
                again.connect(one);
                one.awaitUp(2);
                again.awaitUp(1);
                again.send(1, new Message.CampaignNow(7));

                Await.until("it came", () -> !one.received.isEmpty());
                assertEquals(List.of(2), List.copyOf(one.restarted));
                assertFalse(one.published.containsKey("2/key"), "a value outlived the restart");
                assertEquals(List.of("2 up", "2 down", "2 up"), List.copyOf(one.changes));
            }
        }
    }

    @Test
    void shouldTellPublishedValuesToWhoComesLate() throws IOException {
        try (TestNode one = new TestNode(cluster.identity(1));
                TestNode two = new TestNode(cluster.identity(2));
                TestNode three = new TestNode(cluster.identity(3))) {
            one.connect(two, three);
            two.connect(one, three);
            two.awaitUp(1);
            for (int i = 0; i < 1000; i++) {
                one.publish("key" + i, "value");
            }
            one.publish("gone", "value");
            one.publish("k".repeat(256), "longest");
            one.publish("key0", "newer");
            one.publish("gone", "");
            two.awaitPublished(1, "key0", "newer");
            two.awaitPublished(1, "gone", "");

            three.connect(one, two);

            three.awaitPublished(1, "key0", "newer");
            three.awaitPublished(1, "gone", "");
            Await.until("all are told", () -> three.published.size() == 1002);
            one.publish("key1", "newest");
            three.awaitPublished(1, "key1", "newest");
        }
    }

    @Test
    void shouldTellLargeValuesWithoutLoss() throws IOException {
        try (TestNode one = new TestNode(cluster.identity(1));
                TestNode two = new TestNode(cluster.identity(2))) {
            String large = "x".repeat(32 << 10);
            for (int i = 0; i < 300; i++) { // 9.4 MiB, more than a queue holds
                one.publish("key" + i, large);
            }
            one.connect(two);

            two.connect(one);

            Await.until("all are told", () -> two.published.size() == 300);
            assertTrue(two.published.values().stream().allMatch(large::equals));
        }
    }

    @Test
    void shouldRefuseToPublishWhatIsTooLong() throws IOException {
        try (TestNode one = new TestNode(cluster.identity(1))) {
            assertThrows(IllegalArgumentException.class, () -> one.publish("", "value"));
            assertThrows(
                    IllegalArgumentException.class, () -> one.publish("k".repeat(257), "value"));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> one.publish("key", "x".repeat((32 << 10) + 1)));
        }
    }

    @Test
    void shouldAnswerAMemberWhenItKnowsNoneItself() throws IOException {
        try (TestNode leader = new TestNode(cluster.identity(1));
                TestNode joiner = new TestNode(cluster.identity(2))) {
            leader.connect(joiner);

            leader.awaitUp(2);
            joiner.awaitUp(1);
            joiner.send(1, new Message.CampaignNow(5));

            Await.until("it came", () -> !leader.received.isEmpty());
            joiner.connect(leader);
            leader.send(2, new Message.CampaignNow(6));
            Await.until("and back", () -> !joiner.received.isEmpty());
            assertEquals(List.of("1 up"), List.copyOf(joiner.changes), "the links were cut");
        }
    }

    @Test
    void shouldCutLinksToWhoIsNoMemberAnyMore() throws IOException {
        try (LogLines log = new LogLines();
                TestNode one = new TestNode(cluster.identity(1));
                TestNode two = new TestNode(cluster.identity(2));
                TestNode three = new TestNode(cluster.identity(3))) {
            one.connect(two, three);
            two.connect(one, three);
            three.connect(one, two);
            one.awaitUp(2, 3);

            one.connect(two);

            three.awaitDown(1);
            log.await("node3 with id 3 is no member in corosync.conf");
            assertEquals(1, one.links.status().size());
            Await.until("it is told", () -> one.changes.contains("3 down"));
            assertTrue(one.isUp(2));
        }
    }

    @Test
    void shouldFollowAMemberToAnotherAddress() throws IOException {
        TestNode before = new TestNode(cluster.identity(2));
        try (TestNode one = new TestNode(cluster.identity(1))) {
            one.connect(before);
            before.connect(one);
            one.awaitUp(2);
            before.close();

            try (TestNode after = new TestNode(cluster.identity(2))) {
                after.connect(one);
                one.connect(after);

                one.awaitUp(2);
                after.awaitUp(1);
            }
        }
    }

    @Test
    void shouldListenToStrangersOfItsClusterWhenAllMembersAreSilent() throws IOException {
        LinkSettings quick = Times.stranded();
        try (TestNode away = new TestNode(cluster.identity(1), 0, quick, TestNode::echo);
                TestNode successor = new TestNode(cluster.identity(9))) {
            away.connect(new Member(2, "node2", "127.0.0.1", 9, true));

            successor.connect(away);

            successor.awaitUp(1);
            away.awaitUp(9);
        }
    }

    @Test
    void shouldNotListenToARemovedNodeEvenWhenAllMembersAreSilent() throws IOException {
        StrangerDesk desk =
                new StrangerDesk() {
                    @Override
                    public CompletionStage<byte[]> answer(byte[] request, InetAddress from) {
                        return TestNode.echo(request, from);
                    }

                    @Override
                    public boolean hasLeft(int nodeId) {
                        return nodeId == 8;
                    }
                };
        try (LogLines log = new LogLines();
                TestNode stranded = new TestNode(cluster.identity(1), 0, Times.stranded(), desk);
                TestNode removed = new TestNode(cluster.identity(8));
                TestNode successor = new TestNode(cluster.identity(9))) {
            stranded.connect(new Member(2, "node2", "127.0.0.1", 9, true));

            removed.connect(stranded);
            successor.connect(stranded);

            successor.awaitUp(1);
            log.await("node8 with id 8 is no member in corosync.conf; one that was removed");
            assertFalse(stranded.changes.contains("8 up"));
        }
    }

    @Test
    void shouldKeepWhatAListenerThrowsFromTheLoop() {
        try (LogLines log = new LogLines()) {
            LinkListener careful = new CarefulListener(new ThrowingListener());

            careful.received(1, new Message.CampaignNow(1));
            careful.published(1, "key", new byte[0]);
            careful.restarted(1);
            careful.changed(1, true);

            assertEquals(4, log.count("of node 1 was not taken"));
        }
    }

    @Test
    void shouldSayWhenTheKeyIsNotThatOfTheCertificate() {
        LinkIdentity one = cluster.identity(1);
        LinkIdentity two = cluster.identity(2);
        LinkIdentity mixed =
                new LinkIdentity(
                        one.clusterId(), 1, "node1", two.key(), one.certificate(), one.authority());

        IOException e = assertThrows(IOException.class, () -> new TestNode(mixed));

        assertTrue(e.getMessage().startsWith("the key of node node1 is not that of"), e.toString());
    }

    @Test
    void shouldCloseTwiceAndByTheLoopToo() throws IOException {
        try (TestNode one = new TestNode(cluster.identity(1));
                TestNode two = new TestNode(cluster.identity(2))) {
            one.connect(two);
            two.connect(one);
            one.awaitUp(2);

            two.onLoop(two.links::close);
            two.links.close();
            two.links.publish("key", new byte[1]);

            one.awaitDown(2);
            assertTrue(two.links.status().isEmpty());
        }
    }

    @Test
    void shouldSayWhyItCanNotListen() throws IOException {
        try (TestNode one = new TestNode(cluster.identity(1))) {
            IOException e =
                    assertThrows(
                            IOException.class, () -> new TestNode(cluster.identity(2), one.port()));

            assertTrue(e.getMessage().contains(":" + one.port()), e.getMessage());
            assertTrue(e.getMessage().contains("Address already in use"), e.getMessage());
        }
    }

    private static List<Message> messages() {
        Entry entry =
                new Entry(
                        7,
                        3,
                        1,
                        99,
                        1000,
                        new Mutation.Write(Location.of("file"), 0, new byte[500]));
        Mark mark = new Mark(5, 2, List.of(new Member(1, "node1", "10.0.0.1", 5410, true)));
        return List.of(
                new Message.VoteRequest(1, 2, 3, true, false),
                new Message.VoteReply(1, false, true, false),
                new Message.Append(1, 6, 3, 5, 7, 42, List.of(entry)),
                new Message.AppendReply(1, true, 6, 7, 0, 42, false),
                new Message.Heartbeat(1, 5, 7, 42),
                new Message.HeartbeatReply(1, 7, 42, true),
                new Message.SnapshotChunk(1, mark, 100, new byte[32], 50, new byte[50]),
                new Message.SnapshotReply(1, 5, 100, true, 42),
                new Message.Forward(1, List.of(new Request(9, 10, new Mutation.TermOpened()))),
                new Message.Committed(1, 5),
                new Message.CampaignNow(1));
    }

    private static final class ThrowingListener implements LinkListener {
        @Override
        public void received(int from, Message message) {
            throw new IllegalStateException("thrown by a test");
        }

        @Override
        public void published(int from, String key, byte[] value) {
            throw new IllegalStateException("thrown by a test");
        }

        @Override
        public void restarted(int member) {
            throw new IllegalStateException("thrown by a test");
        }

        @Override
        public void changed(int member, boolean isUp) {
            throw new IllegalStateException("thrown by a test");
        }
    }
}
