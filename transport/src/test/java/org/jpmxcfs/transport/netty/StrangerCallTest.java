package org.jpmxcfs.transport.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jpmxcfs.transport.pki.Certificates;
import org.jpmxcfs.transport.raft.node.LinkIdentity;
import org.junit.jupiter.api.Test;

class StrangerCallTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final TestCluster cluster = new TestCluster();
    private final byte[] fingerprint = Certificates.fingerprint(cluster.authority.certificate());

    @Test
    void shouldAnswerAStranger() throws IOException {
        try (TestNode node = new TestNode(cluster.identity(1))) {
            byte[] request = new byte[StrangerDesk.REQUEST_BYTES_MAX];
            request[77] = 7;

            assertArrayEquals(request, ask(node, request));
        }
    }

    @Test
    void shouldCarryTheLargestAnswer() throws IOException {
        byte[] answer = new byte[StrangerDesk.ANSWER_BYTES_MAX];
        answer[77] = 7;
        try (TestNode node = with((request, from) -> CompletableFuture.completedFuture(answer))) {
            assertArrayEquals(answer, ask(node, new byte[0]));
        }
    }

    @Test
    void shouldTellTheDeskWhoAsks() throws IOException {
        try (TestNode node =
                with((request, from) -> CompletableFuture.completedFuture(from.getAddress()))) {
            assertArrayEquals(
                    InetAddress.getLoopbackAddress().getAddress(), ask(node, new byte[0]));
        }
    }

    @Test
    void shouldSayWhenTheDeskFails() throws IOException {
        try (TestNode throwing =
                        with(
                                (request, from) -> {
                                    throw new IllegalStateException("broken by a test");
                                });
                TestNode large =
                        with(
                                (request, from) ->
                                        CompletableFuture.completedFuture(
                                                new byte[StrangerDesk.ANSWER_BYTES_MAX + 1]))) {
            assertFails("it refused: the request could not be answered", throwing);
            assertFails("it refused: the request could not be answered: an answer of", large);
        }
    }

    @Test
    void shouldGiveUpInTime() throws IOException {
        try (TestNode node = with((request, from) -> new CompletableFuture<>())) {
            IOException e =
                    assertThrows(
                            IOException.class,
                            () ->
                                    StrangerCall.ask(
                                            node.links.address(),
                                            fingerprint,
                                            new byte[0],
                                            Duration.ofMillis(500)));

            assertTrue(e.getMessage().contains("no answer within 0.5 s"), e.getMessage());
        }
    }

    @Test
    void shouldTellItsSecretToNobodyElse() throws IOException {
        byte[] asked = {0};
        StrangerDesk desk =
                (request, from) -> {
                    asked[0]++;
                    return CompletableFuture.completedFuture(request);
                };
        try (TestNode other =
                new TestNode(new TestCluster().identity(1), 0, LinkSettings.defaults(), desk)) {
            assertFails("certificate of node1 is not from the authority of this cluster", other);
            assertEquals(0, asked[0]);
        }
    }

    @Test
    void shouldNotTrustAnExpiredMember() throws IOException {
        try (TestNode node = new TestNode(cluster.expired(1))) {
            assertFails("certificate of node1 expired on ", node);
        }
    }

    @Test
    void shouldSayWhenNobodyListens() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }

        assertFails(
                "127.0.0.1:" + port + ": connection refused; is jpmxcfs running there",
                new InetSocketAddress("127.0.0.1", port));
    }

    @Test
    void shouldSayWhenAHostIsNotKnown() {
        assertFails(
                "nowhere.invalid:5410: no name service knows this host",
                InetSocketAddress.createUnresolved("nowhere.invalid", 5410));
    }

    @Test
    void shouldSayWhenSomethingElseListens() throws IOException {
        try (ServerSocket web = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> answerAsWeb(web));

            assertFails(
                    "no TLSv1.3 there; is this the port of jpmxcfs?",
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), web.getLocalPort()));
            answered.join();
        }
    }

    private static void answerAsWeb(ServerSocket web) {
        try (RawLink link = new RawLink(web.accept())) {
            link.writeBytes(
                    new byte[] {'H', 'T', 'T', 'P', '/', '1', '.', '1', ' ', '4', '0', '0'});
            link.awaitEnd();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private TestNode with(StrangerDesk desk) throws IOException {
        LinkIdentity identity = cluster.identity(1);
        return new TestNode(identity, 0, LinkSettings.defaults(), desk);
    }

    private byte[] ask(TestNode node, byte[] request) throws IOException {
        return StrangerCall.ask(node.links.address(), fingerprint, request, LONG);
    }

    private void assertFails(String text, TestNode node) {
        assertFails(text, node.links.address());
    }

    private void assertFails(String text, InetSocketAddress address) {
        IOException e =
                assertThrows(
                        IOException.class,
                        () -> StrangerCall.ask(address, fingerprint, new byte[1], LONG));
        assertTrue(e.getMessage().contains(text), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
}
