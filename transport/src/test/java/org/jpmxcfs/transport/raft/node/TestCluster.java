package org.jpmxcfs.transport.raft.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.raft.core.Role;

/** Sequencers of one process, with the network between them. */
final class TestCluster implements AutoCloseable {
    private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

    private final MemoryNetwork network = new MemoryNetwork();
    private final Path directory;
    private final Durability durability;
    private final List<TestNode> nodes = new ArrayList<>();

    /** Founded by so many nodes, none of which has started. */
    TestCluster(Path directory, int count, Durability durability) throws IOException {
        this.directory = directory;
        this.durability = durability;
        List<Member> founders =
                IntStream.rangeClosed(1, count).mapToObj(id -> member(id, true)).toList();
        for (Member founder : founders) {
            add(founder, founders);
        }
    }

    /** Founded and started, with a leader. */
    static TestCluster started(Path directory, int count) throws IOException {
        return started(directory, count, Durability.BATCH);
    }

    static TestCluster started(Path directory, int count, Durability durability)
            throws IOException {
        TestCluster cluster = new TestCluster(directory, count, durability);
        for (TestNode node : cluster.nodes) {
            node.submitNanos(TimeUnit.MILLISECONDS.toNanos(1500));
            node.start();
        }
        cluster.awaitQuorum();
        return cluster;
    }

    static Member member(int id, boolean voter) {
        return new Member(id, "n" + id, "192.0.2." + id, 5410, voter);
    }

    static Mutation create(String name) {
        return new Mutation.Create(Location.of(name));
    }

    /** A node that belongs to nothing yet. */
    TestNode addStranger() throws IOException {
        return add(member(nodes.size() + 1, true), List.of());
    }

    private TestNode add(Member member, List<Member> founders) throws IOException {
        Path home = directory.resolve(member.name());
        TestNode node = new TestNode(network, member, home, founders, durability);
        nodes.add(node);
        return node;
    }

    List<TestNode> nodes() {
        return nodes;
    }

    MemoryNetwork network() {
        return network;
    }

    /** The nodes that are up, one after the other. */
    ClusterSequencer anySequencer(int turn) {
        List<TestNode> up = up().toList();
        return up.get(Math.floorMod(turn, up.size())).sequencer();
    }

    /** All nodes that are up follow one leader. */
    void awaitQuorum() {
        await("a leader for all", () -> up().allMatch(n -> n.sequencer().isQuorate()));
        await("one leader", () -> leaderIfAny().isPresent());
    }

    TestNode leader() {
        await("a leader", () -> leaderIfAny().isPresent());
        return leaderIfAny().orElseThrow();
    }

    TestNode follower() {
        TestNode leader = leader();
        return up().filter(n -> n != leader).findFirst().orElseThrow();
    }

    private Optional<TestNode> leaderIfAny() {
        return up().filter(n -> n.status().role() == Role.LEADER && n.status().quorate())
                .max((a, b) -> Long.compare(a.status().term(), b.status().term()));
    }

    private Stream<TestNode> up() {
        return nodes.stream().filter(TestNode::isUp);
    }

    /** All nodes that are up have the same names, each once, and these among them. */
    void awaitAgreement(List<String> acknowledged) {
        TestNode first = up().findFirst().orElseThrow();
        await(
                "agreement",
                () ->
                        up().allMatch(n -> n.state().names().equals(first.state().names()))
                                && first.state().names().containsAll(acknowledged));
        List<String> names = first.state().names();
        assertEquals(new HashSet<>(names).size(), names.size(), "a name was applied twice");
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + WAIT_NANOS_MAX;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                throw new AssertionError("not within 30 s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    @Override
    public void close() {
        for (TestNode node : nodes) {
            if (node.isUp()) {
                node.kill();
            }
        }
    }
}
