package org.jpmxcfs.fuse.it.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.it.CommandRun;
import org.jpmxcfs.fuse.it.Until;
import org.jpmxcfs.fuse.it.Workplace;

/**
 * A cluster under test, made as its users make one. Nothing of it is left when it is closed,
 * whatever has happened.
 */
final class Cluster implements AutoCloseable {
    private final Path root;
    private final Lan lan;
    private final List<Member> members = new ArrayList<>();

    private Cluster(Path root, Lan lan) {
        this.root = root;
        this.lan = lan;
    }

    /**
     * Hosts for as many nodes; the first is a cluster of its own and runs, the others are empty.
     */
    static Cluster ofOne(Class<?> test, int hostCount) throws IOException {
        Path root = Workplace.fresh(test);
        Cluster cluster = new Cluster(root, Lan.of(test, hostCount));
        try {
            for (int i = 1; i <= hostCount; i++) {
                cluster.members.add(new Member(cluster.lan.host(i), root.resolve("node" + i)));
            }
            Member first = cluster.member(1);
            String address = first.host().address();
            first.daemon()
                    .runOnData("cluster", "create", "test", "--node=node1", "--address=" + address)
                    .requireSuccess();
            first.start();
            return cluster;
        } catch (IOException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    /** A cluster of as many nodes that all run. */
    static Cluster of(Class<?> test, int count) throws IOException {
        Cluster cluster = ofOne(test, count);
        try {
            for (int i = 2; i <= count; i++) {
                cluster.add(i);
            }
            cluster.awaitQuorate();
            return cluster;
        } catch (IOException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    /** A node by its number, from 1. */
    Member member(int number) {
        return members.get(number - 1);
    }

    /** All nodes, whether they run or not. */
    List<Member> members() {
        return List.copyOf(members);
    }

    /** All nodes but one. */
    List<Member> others(Member one) {
        return members.stream().filter(member -> member != one).toList();
    }

    /** Makes a host a member, by an invitation of the first node, and starts it. */
    void add(int number) throws IOException {
        join(number, invite(number)).requireSuccess();
        member(number).start();
    }

    /** The token of an invitation by the first node. */
    String invite(int number) {
        Member first = member(1);
        CommandRun invited =
                first.daemon()
                        .run("cluster", "invite", "node" + number, first.path("").toString())
                        .requireSuccess();
        return invited.out().lines().findFirst().orElseThrow();
    }

    /** Uses a token on a host. */
    CommandRun join(int number, String token) {
        Member joiner = member(number);
        return joiner.daemon()
                .runOnData(
                        "cluster",
                        "join",
                        token,
                        "--node=" + joiner.name(),
                        "--address=" + joiner.host().address());
    }

    /** The one node that leads, among those that run. */
    Member awaitLeader(List<Member> running) {
        List<Member> found = new ArrayList<>();
        Until.holds(
                "one leader",
                () -> {
                    found.clear();
                    running.stream().filter(Member::isLeader).forEach(found::add);
                    return found.size() == 1 && running.stream().allMatch(Member::isQuorate);
                });
        return found.get(0);
    }

    /** The one node that leads. */
    Member awaitLeader() {
        return awaitLeader(members);
    }

    /** Returns when every node takes changes. */
    void awaitQuorate() {
        Until.holds("quorum on all", () -> members.stream().allMatch(Member::isQuorate));
    }

    /** Returns when all nodes hold the same tree; nothing may change it meanwhile. */
    void awaitEqual() {
        Until.holds("same tree on all", () -> states().distinct().count() == 1);
    }

    private Stream<String> states() {
        return members.stream().map(Member::state);
    }

    @Override
    public void close() throws IOException {
        for (Member member : members) {
            member.close();
        }
        Workplace.clear(root);
        lan.close();
    }
}
