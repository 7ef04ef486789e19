package org.jpmxcfs.bench.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.pki.Authority;
import org.jpmxcfs.transport.pki.Keys;
import org.jpmxcfs.transport.raft.core.Role;
import org.jpmxcfs.transport.raft.node.ClusterSequencer;
import org.jpmxcfs.transport.raft.node.ClusterStatus;
import org.jpmxcfs.transport.raft.node.LinkIdentity;

/** Founding members in one process, linked by TLS over the loopback interface. */
final class BenchCluster implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int DAYS = 2;

    private final List<BenchNode> nodes = new ArrayList<>();

    /** Starts {@code count} nodes, and waits until they have a leader. */
    BenchCluster(Path directory, int count) throws IOException {
        SecureRandom random = new SecureRandom();
        Authority authority = Authority.create("bench", random, InstantSource.system());
        String id = UUID.randomUUID().toString();
        List<Member> founders = founders(count);
        for (Member founder : founders) {
            KeyPair keys = Keys.generate(random);
            LinkIdentity identity =
                    new LinkIdentity(
                            id,
                            founder.id(),
                            founder.name(),
                            keys.getPrivate(),
                            authority.issue(
                                    founder.name(), keys.getPublic(), DAYS, InstantSource.system()),
                            authority.certificate());
            nodes.add(
                    new BenchNode(directory.resolve(founder.name()), founder, founders, identity));
        }
        await("a leader", () -> sequencers().stream().allMatch(ClusterSequencer::isQuorate));
        await("links", () -> leader().status().peers().stream().allMatch(p -> p.matchIndex() > 0));
    }

    private static List<Member> founders(int count) throws IOException {
        List<Member> founders = new ArrayList<>();
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 1; i <= count; i++) { // ports that are free, held until all are known
            sockets.add(new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK)));
            int port = sockets.get(i - 1).getLocalPort();
            founders.add(new Member(i, "node" + i, LOOPBACK, port, true));
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return founders;
    }

    List<ClusterSequencer> sequencers() {
        return nodes.stream().map(BenchNode::sequencer).toList();
    }

    /** The node that leads now. */
    ClusterSequencer leader() {
        await("a leader", () -> sequencers().stream().anyMatch(BenchCluster::leads));
        return sequencers().stream().filter(BenchCluster::leads).findFirst().orElseThrow();
    }

    private static boolean leads(ClusterSequencer sequencer) {
        ClusterStatus status = sequencer.status();
        return status.role() == Role.LEADER && status.quorate();
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + WAIT_NANOS_MAX;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                throw new IllegalStateException("not within a minute: " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Stops all nodes, the followers first. */
    @Override
    public void close() throws IOException {
        for (BenchNode node : nodes) {
            if (!leads(node.sequencer())) {
                node.close();
            }
        }
        for (BenchNode node : nodes) {
            node.close();
        }
    }
}
