package org.jpmxcfs.transport.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLServerSocket;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.transport.raft.node.LinkIdentity;
import org.jpmxcfs.transport.raft.wire.Message;
import org.junit.jupiter.api.Test;

/** Members that are linked, and then do not read or do not answer. */
class SilentPeerTest {
    private final TestCluster cluster = new TestCluster();
    private final LinkIdentity silent = cluster.identity(2);

    @Test
    void shouldDialAnewWhenAPeerDoesNotAnswer() throws IOException {
        try (LogLines log = new LogLines();
                SSLServerSocket server = RawTls.listen(silent);
                TestNode one = impatient()) {
            one.connect(memberAt(server.getLocalPort()));
            Map<Lane, RawLink> first = welcomed(server);

            first.get(Lane.CONTROL).awaitEnd();

            log.await("no link to node2 (127.0.0.1:" + server.getLocalPort() + "): nothing heard");
            // The bulk lane has not been silent for as long.
            try (RawLink again = new RawLink(server.accept())) {
                assertEquals(Lane.CONTROL, ((Frame.Hello) again.read()).lane());
            }
        }
    }

    @Test
    void shouldKeepAConnectionThatAnswers() throws IOException {
        try (SSLServerSocket server = RawTls.listen(silent);
                TestNode one = new TestNode(cluster.identity(1))) {
            one.connect(memberAt(server.getLocalPort()));
            RawLink control = welcomed(server).get(Lane.CONTROL);

            for (int i = 0; i < 6; i++) { // for longer than silence is suffered
                Frame.Ping ping = assertInstanceOf(Frame.Ping.class, control.read());
                control.write(new Frame.Pong(ping.nanos()));
            }

            assertTrue(one.links.status().get(2).roundTripNanos() > 0);
        }
    }

    @Test
    void shouldCloseAnAcceptedConnectionThatFallsSilent() throws IOException {
        try (TestNode one = impatient();
                RawLink link = RawTls.dial(one.port(), silent)) {
            one.connect(memberAt(9));
            link.hello(silent, Lane.CONTROL);
            assertInstanceOf(Frame.Welcome.class, link.read());
            link.write(new Frame.Ping(5));
            assertEquals(new Frame.Pong(5), link.read());

            link.awaitEnd();
        }
    }

    @Test
    void shouldCutAPeerThatPingsAndDoesNotRead() throws IOException {
        try (LogLines log = new LogLines();
                TestNode one = new TestNode(cluster.identity(1));
                RawLink link = RawTls.dial(one.port(), silent)) {
            one.connect(memberAt(9));
            link.hello(silent, Lane.CONTROL);
            byte[] ping = RawLink.bytes(new Frame.Ping(1));
            byte[] pings = new byte[ping.length * 4096];
            for (int i = 0; i < pings.length; i++) {
                pings[i] = ping[i % ping.length];
            }

            writeUntilClosed(link, pings);

            log.await("it does not read the answers");
        }
    }

    @Test
    void shouldSendHeartbeatsWhileEntriesQueueToASlowReader() throws IOException {
        try (SSLServerSocket server = RawTls.listen(silent);
                TestNode one = new TestNode(cluster.identity(1))) {
            one.connect(memberAt(server.getLocalPort()));
            Map<Lane, RawLink> lanes = welcomed(server);
            Message append = append(1 << 20);

            for (int i = 0; i < 4; i++) {
                one.send(2, append);
            }
            one.send(2, new Message.Heartbeat(1, 2, 3, 4));

            assertEquals(
                    new Frame.Carried(new Message.Heartbeat(1, 2, 3, 4)),
                    afterPings(lanes.get(Lane.CONTROL)));
        }
    }

    @Test
    void shouldDropWhatASlowReaderHasNoRoomFor() throws IOException {
        try (SSLServerSocket server = RawTls.listen(silent);
                TestNode one =
                        new TestNode(cluster.identity(1), 0, Times.narrow(), TestNode::echo)) {
            server.setReceiveBufferSize(64 << 10);
            one.connect(memberAt(server.getLocalPort()));
            RawLink bulk = welcomed(server).get(Lane.BULK);
            Message append = append(256 << 10);

            int sent = 100; // 25 MiB, where 1 MiB may wait besides what the kernel takes
            for (int i = 0; i < sent; i++) {
                one.send(2, append);
            }

            int arrived = 0;
            while (afterPings(bulk) instanceof Frame.Carried carried
                    && carried.message() instanceof Message.Append) {
                arrived++;
                one.send(2, new Message.Forward(1, List.of()));
            }
            assertTrue(arrived >= 4 && arrived < sent, arrived + " of " + sent + " arrived");
        }
    }

    @Test
    void shouldBackOffFromAPeerThatRefuses() throws IOException {
        try (LogLines log = new LogLines();
                TestNode one = new TestNode(cluster.identity(1));
                TestNode two = new TestNode(silent)) {
            two.connect(memberAt(9).withVote(true)); // itself: it knows no other
            one.connect(two);

            log.await("it refuses this node: node1 with id 1 is no member in corosync.conf");
            two.connect(one);

            one.awaitUp(2);
            assertFalse(log.count("refused node1 at") > 1, "more than one line a minute");
        }
    }

    private TestNode impatient() throws IOException {
        return new TestNode(cluster.identity(1), 0, Times.impatient(), TestNode::echo);
    }

    private static Member memberAt(int port) {
        return new Member(2, "node2", "127.0.0.1", port, true);
    }

    /** Takes both lanes of a node that dials, as its peer would. */
    private Map<Lane, RawLink> welcomed(SSLServerSocket server) throws IOException {
        Map<Lane, RawLink> lanes = new EnumMap<>(Lane.class);
        while (lanes.size() < Lane.values().length) {
            RawLink link = new RawLink(server.accept());
            Frame.Hello hello = assertInstanceOf(Frame.Hello.class, link.read());
            link.write(new Frame.Welcome(cluster.id, 2, "node2", 1));
            lanes.put(hello.lane(), link);
        }
        return lanes;
    }

    private static void writeUntilClosed(RawLink link, byte[] bytes) {
        try {
            for (int i = 0; i < 10_000; i++) {
                link.writeBytes(bytes);
            }
        } catch (IOException closed) {
            return;
        }
        throw new AssertionError("still open");
    }

    private static Frame afterPings(RawLink link) throws IOException {
        Frame frame = link.read();
        while (frame instanceof Frame.Ping) {
            frame = link.read();
        }
        return frame;
    }

    private static Message append(int size) {
        Mutation mutation = new Mutation.Write(Location.of("file"), 0, new byte[size]);
        return new Message.Append(1, 6, 3, 5, 7, 42, List.of(new Entry(7, 3, 1, 99, 9, mutation)));
    }
}
