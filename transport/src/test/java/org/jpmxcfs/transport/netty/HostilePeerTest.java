package org.jpmxcfs.transport.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.raft.node.LinkIdentity;
import org.jpmxcfs.transport.raft.wire.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two nodes that stay linked, whatever comes in from the network. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostilePeerTest {
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());

    private final TestCluster cluster = new TestCluster();
    private final LinkIdentity seven = cluster.identity(7);
    private final LogLines log = new LogLines();
    private TestNode one;
    private TestNode two;

    @BeforeAll
    void link() throws IOException {
        one = new TestNode(cluster.identity(1), 0, Times.patient(), TestNode::echo);
        two = new TestNode(cluster.identity(2), 0, Times.patient(), TestNode::echo);
        one.connect(two);
        two.connect(one);
        one.awaitUp(2);
        two.awaitUp(1);
    }

    @AfterAll
    void close() {
        one.close();
        two.close();
        log.close();
    }

    @AfterEach
    void shouldBeUnharmed() {
        one.send(2, new Message.CampaignNow(99));
        Await.until("it came", () -> two.received.size() == 1);
        two.received.clear();
        assertTrue(one.received.isEmpty(), "somebody else was heard: " + one.received);
        assertEquals(List.of("1 up"), List.copyOf(two.changes));
        assertEquals(List.of("2 up"), one.changes.stream().filter(c -> c.startsWith("2")).toList());
        one.connect(two);
    }

    @Test
    void shouldRefuseAMessageOfAStranger() throws IOException {
        try (RawLink stranger = RawTls.dial(one.port(), null)) {
            stranger.write(new Frame.Carried(new Message.CampaignNow(5)));

            stranger.awaitEnd();

            log.await("it has no certificate, and sent a Carried");
        }
    }

    @Test
    void shouldRefuseAStrangerThatSaysItIsAMember() throws IOException {
        try (RawLink stranger = RawTls.dial(one.port(), null)) {
            stranger.hello(cluster.identity(2), Lane.CONTROL);

            stranger.awaitEnd();

            log.await("it has no certificate, and sent a Hello");
        }
    }

    @Test
    void shouldRefuseAMemberThatAsksToBeEnrolled() throws IOException {
        try (RawLink link = RawTls.dial(one.port(), cluster.identity(2))) {
            link.write(new Frame.Enrol(new byte[1]));

            link.awaitEnd();

            log.await("it sent a Enrol, which has no place here");
        }
    }

    @Test
    void shouldRefuseANodeOfAnotherAuthority() throws IOException {
        TestCluster other = new TestCluster();
        LinkIdentity same =
                other.identity(cluster.id, 2, "node2", InstantSource.system()); // but the authority
        try (RawLink link = RawTls.dial(one.port(), same)) {
            link.awaitEnd();

            log.await("certificate of node2 is not from the authority of this cluster");
        }
    }

    @Test
    void shouldNotTalkToANodeOfAnotherAuthorityThatItDialled() throws IOException {
        try (TestNode other = new TestNode(new TestCluster().identity(3))) {
            one.connect(two.member(), other.member());

            log.await(
                    "no link to node3 (127.0.0.1:"
                            + other.port()
                            + "): certificate of node3 is not from the authority of this cluster");
        }
    }

    @Test
    void shouldRefuseANodeOfAnotherClusterOfTheSameAuthority() throws IOException {
        LinkIdentity other = cluster.identity("another", 2, "node2", InstantSource.system());
        try (RawLink link = RawTls.dial(one.port(), other)) {
            link.hello(other, Lane.CONTROL);

            assertRefused(Refusal.OTHER_CLUSTER, "cluster another is not " + cluster.id, link);
            log.await("refused node2 at 127.1.");
        }
    }

    @Test
    void shouldRefuseANodeThatIsNoMember() throws IOException {
        try (RawLink link = RawTls.dial(one.port(), seven)) {
            link.hello(seven, Lane.CONTROL);

            assertRefused(Refusal.NOT_A_MEMBER, "node7 with id 7 is no member", link);
        }
    }

    @Test
    void shouldRefuseAMemberThatSaysItIsAnother() throws IOException {
        LinkIdentity liar = cluster.identity(cluster.id, 7, "node2", InstantSource.system());
        try (RawLink link = RawTls.dial(one.port(), seven)) {
            link.hello(liar, Lane.CONTROL);

            assertRefused(Refusal.WRONG_NAME, "it says node2, and its certificate node7", link);
        }
    }

    @Test
    void shouldRefuseANodeWithTheIdOfAMember() throws IOException {
        LinkIdentity taker = cluster.identity(cluster.id, 2, "node7", InstantSource.system());
        try (RawLink link = RawTls.dial(one.port(), taker)) {
            link.hello(taker, Lane.CONTROL);

            assertRefused(Refusal.WRONG_NAME, "node id 2 is node2 here, not node7", link);
        }
    }

    @Test
    void shouldRefuseANodeWithItsOwnId() throws IOException {
        LinkIdentity self = cluster.identity(1);
        try (RawLink link = RawTls.dial(one.port(), self)) {
            link.hello(self, Lane.CONTROL);

            assertRefused(Refusal.SAME_ID, "node id 1 or name node1 is that of the node", link);
        }
    }

    @Test
    void shouldRefuseAnExpiredCertificate() throws IOException {
        try (RawLink link = RawTls.dial(one.port(), cluster.expired(2))) {
            link.awaitEnd();

            log.await("certificate of node2 expired on ");
        }
    }

    @Test
    void shouldRefuseACertificateThatIsNotValidYet() throws IOException {
        try (RawLink link = RawTls.dial(one.port(), cluster.early(2))) {
            link.awaitEnd();

            log.await("certificate of node2 is not valid before ");
        }
    }

    @Test
    void shouldSayOnBothSidesThatACertificateIsExpired() throws IOException {
        try (TestNode late = new TestNode(cluster.expired(3))) {
            log.await("ERROR other nodes will refuse this one: certificate of node3 expired on ");
            one.connect(two, late);
            late.connect(one);

            log.await("no link to node3 (127.0.0.1:" + late.port() + "): certificate of node3 exp");
            log.await("no link to node1 (127.0.0.1:" + one.port() + "): TLS failed: ");
        }
    }

    @Test
    void shouldRefuseAnotherVersionByNumber() throws IOException {
        LinkIdentity member = cluster.identity(2);
        try (RawLink link = RawTls.dial(one.port(), member)) {
            link.write(new Frame.Foreign(77));

            assertRefused(Refusal.OTHER_PROTOCOL, "protocol version 77 is not ", link);
        }
    }

    @Test
    void shouldCloseConnectionsWithGarbage() throws IOException {
        try (Socket socket = RawTls.plain(one.port())) {
            RawLink garbage = new RawLink(socket);
            garbage.writeBytes("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            garbage.awaitEnd();

            log.await("what came in is no TLS");
        }
    }

    @Test
    void shouldCloseConnectionsWithGarbageInsideTls() throws IOException {
        try (RawLink link = RawTls.dial(one.port(), cluster.identity(2))) {
            link.writeBytes(frame(200, 200));

            link.awaitEnd();

            log.await("frame with a wrong checksum");
        }
    }

    @Test
    void shouldEndWhateverBeginsWithRandomBytes() throws IOException {
        RandomGenerator random = new SplittableRandom(SEED);
        for (int round = 0; round < 24; round++) {
            byte[] bytes = new byte[5 + random.nextInt(2000)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) { // a frame by its length, or a TLS record by its first bytes
                byte[] likely = {(byte) random.nextInt(200), 3, 0, 0};
                System.arraycopy(likely, 0, bytes, 0, likely.length);
            }
            try (RawLink link =
                    round % 3 == 0
                            ? new RawLink(RawTls.plain(one.port()))
                            : RawTls.dial(one.port(), round % 3 == 1 ? null : seven)) {
                link.writeBytes(bytes);
            } catch (IOException closed) {
                assertFalse(closed instanceof SocketTimeoutException, "seed " + SEED);
            }
        }
    }

    @Test
    void shouldRefuseOversizedFramesBeforeTheyAreThere() throws IOException {
        try (RawLink early = RawTls.dial(one.port(), cluster.identity(2));
                RawLink stranger = RawTls.dial(two.port(), null)) {
            early.writeBytes(frame(FrameCodec.HELLO_BYTES_MAX + 1, 0));
            stranger.writeBytes(frame(FrameCodec.ENROL_BYTES_MAX + 1, 0));

            early.awaitEnd();
            stranger.awaitEnd();

            log.await("frame of 1025 bytes; at most 1024 are taken here");
            log.await("frame of 16449 bytes; at most 16448 are taken here");
        }
    }

    @Test
    void shouldCutAMemberThatSendsAnOversizedFrame() throws IOException {
        LinkIdentity three = cluster.identity(3);
        one.connect(two.member(), new Member(3, "node3", "127.0.0.1", 9, true));
        try (RawLink link = RawTls.dial(one.port(), three)) {
            link.hello(three, Lane.BULK);
            assertInstanceOf(Frame.Welcome.class, link.read());
            link.writeBytes(frame(-1, 0));

            link.awaitEnd();

            log.await("frame of 4294967295 bytes; at most ");
        }
    }

    @Test
    void shouldLinkANewMemberAmongAThousandIdleConnections() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try (TestNode three = new TestNode(cluster.identity(3))) {
            for (int i = 0; i < 1000; i++) {
                idle.add(RawTls.plain(one.port()));
            }

            one.connect(two, three);
            three.connect(one);

            one.awaitUp(3);
            log.await("64 connections that have not said who they are");
            assertTrue(log.count("connections that have not said") < 3, "the log is flooded");
            Await.until("most are closed", () -> closed(idle) >= 900);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void shouldCloseWhoSaysNothing() throws IOException {
        try (Socket silent = RawTls.plain(one.port());
                RawLink secured = RawTls.dial(two.port(), cluster.identity(1))) {
            secured.writeBytes(new byte[] {1});

            new RawLink(silent).awaitEnd();
            secured.awaitEnd();

            log.await("it did not say in time who it is");
        }
    }

    private static long closed(List<Socket> sockets) {
        return sockets.stream().filter(HostilePeerTest::isClosed).count();
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private void assertRefused(Refusal reason, String text, RawLink link) throws IOException {
        Frame.Refused refused = assertInstanceOf(Frame.Refused.class, link.read());
        assertEquals(reason, refused.reason());
        assertTrue(Names.toText(refused.text()).contains(text), refused.text());
        link.awaitEnd();
        log.await(text);
    }

    /** A length and so many zero bytes. */
    private static byte[] frame(int length, int zeros) {
        return ByteBuffer.allocate(FrameCodec.LENGTH_BYTES + zeros)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .array();
    }
}
