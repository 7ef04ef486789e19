package org.jpmxcfs.transport.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.raft.node.LinkIdentity;
import org.jpmxcfs.transport.raft.node.LinkListener;
import org.jpmxcfs.transport.raft.node.LinkStatus;
import org.jpmxcfs.transport.raft.wire.Message;

/** Links on loopback that remember what they are told. */
final class TestNode implements LinkListener, AutoCloseable {
    final Queue<Received> received = new ConcurrentLinkedQueue<>();
    final Map<String, String> published = new ConcurrentHashMap<>(); // "1/key" to value
    final Queue<Integer> restarted = new ConcurrentLinkedQueue<>();
    final Queue<String> changes = new ConcurrentLinkedQueue<>(); // "1 up", "1 down"
    final LoopThread loop;
    final NettyLinks links;
    private final LinkIdentity identity;

    record Received(int from, Message message) {}

    TestNode(LinkIdentity identity) throws IOException {
        this(identity, 0);
    }

    TestNode(LinkIdentity identity, int port) throws IOException {
        this(identity, port, LinkSettings.defaults(), TestNode::echo);
    }

    TestNode(LinkIdentity identity, int port, LinkSettings settings, StrangerDesk desk)
            throws IOException {
        this.identity = identity;
        this.loop = new LoopThread("loop-" + identity.nodeName());
        this.links =
                NettyLinks.open(
                        settings,
                        loop,
                        identity,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        ThreadLocalRandom.current().nextLong(),
                        this,
                        desk);
    }

    /** Says back what was asked. */
    static CompletableFuture<byte[]> echo(byte[] request, InetAddress from) {
        return CompletableFuture.completedFuture(request);
    }

    int id() {
        return identity.nodeId();
    }

    int port() {
        return links.address().getPort();
    }

    Member member() {
        return new Member(id(), identity.nodeName(), "127.0.0.1", port(), true);
    }

    void connect(Member... others) {
        onLoop(() -> links.connect(List.of(others)));
    }

    void connect(TestNode... others) {
        connect(Arrays.stream(others).map(TestNode::member).toArray(Member[]::new));
    }

    void send(int to, Message message) {
        onLoop(
                () -> {
                    links.send(to, message);
                    links.flush();
                });
    }

    void publish(String key, String value) {
        links.publish(key, value.getBytes(StandardCharsets.US_ASCII));
    }

    void onLoop(Runnable task) {
        CompletableFuture.runAsync(task, loop.executor()).join();
    }

    boolean isUp(int member) {
        LinkStatus status = links.status().get(member);
        return status != null && status.isUp();
    }

    void awaitUp(int... members) {
        for (int member : members) {
            Await.until(identity.nodeName() + " is linked with " + member, () -> isUp(member));
        }
    }

    void awaitDown(int member) {
        Await.until(identity.nodeName() + " lost " + member, () -> !isUp(member));
    }

    void awaitPublished(int from, String key, String value) {
        Await.until(
                identity.nodeName() + " was told " + key + " of " + from,
                () -> value.equals(published.get(from + "/" + key)));
    }

    @Override
    public void received(int from, Message message) {
        received.add(new Received(from, message));
    }

    @Override
    public void published(int from, String key, byte[] value) {
        published.put(from + "/" + key, new String(value, StandardCharsets.US_ASCII));
    }

    @Override
    public void restarted(int member) {
        restarted.add(member);
        published.keySet().removeIf(key -> key.startsWith(member + "/"));
    }

    @Override
    public void changed(int member, boolean isUp) {
        changes.add(member + (isUp ? " up" : " down"));
    }

    @Override
    public void close() {
        links.close();
        loop.close();
    }
}
