package org.jpmxcfs.fuse.it.cluster;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.fuse.it.CommandRun;
import org.jpmxcfs.fuse.it.Until;
import org.jpmxcfs.fuse.it.Workplace;

/**
 * A cluster under test, made as its users make one. Nothing of it is left when it is closed,
 * whatever has happened.
 */
final class Cluster implements AutoCloseable {
    /** A change through a mount. */
    interface Change {
        void make() throws IOException;
    }

    /** For daemons that share two processors with their clients, and live for a minute. */
    static final String SMALL = "-Xmx160m -XX:TieredStopAtLevel=1";

    private final Path root;
    private final Lan lan;
    private final List<Member> members = new ArrayList<>();

    private Cluster(Path root, Lan lan) {
        this.root = root;
        this.lan = lan;
    }

    /**
     * Hosts for as many nodes; the first is a cluster of its own and runs, the others are empty.
     *
     * @param javaOptions for the Java virtual machines of daemons
     * @param options for each start of a daemon
     */
    static Cluster ofOne(Class<?> test, int hostCount, String javaOptions, String... options)
            throws IOException {
        Path root = Workplace.fresh(test);
        Cluster cluster = new Cluster(root, Lan.of(test, hostCount + 1));
        try {
            for (int i = 1; i <= hostCount; i++) {
                Path own = root.resolve("node" + i);
                cluster.members.add(new Member(cluster.lan.host(i), own, javaOptions, options));
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
        return of(test, count, SMALL);
    }

    /** The same, with daemons that are started with these options. */
    static Cluster of(Class<?> test, int count, String javaOptions, String... options)
            throws IOException {
        Cluster cluster = ofOne(test, count, javaOptions, options);
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

    /** A host in the network that is not one of the cluster's. */
    Lan.Host spareHost() {
        return lan.host(members.size() + 1);
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

    /** Uses a token on the host that it is for. */
    CommandRun join(int number, String token) {
        return join(number, member(number).name(), token);
    }

    /** Uses a token on a host that takes this name. */
    CommandRun join(int number, String name, String token) {
        Member joiner = member(number);
        return joiner.daemon()
                .runOnData(
                        "cluster",
                        "join",
                        token,
                        "--node=" + name,
                        "--address=" + joiner.host().address());
    }

    /** Makes a change, again and again where a busy machine has cost the cluster its leader. */
    static void patiently(Change change) {
        Until.holds(
                "a change is taken",
                () -> {
                    try {
                        change.make();
                        return true;
                    } catch (AccessDeniedException noQuorum) {
                        return false;
                    }
                });
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
        awaitEqual(members);
    }

    /** Returns when these nodes hold the same tree. */
    void awaitEqual(List<Member> running) {
        Until.holds(
                "same tree on all",
                () -> running.stream().map(Member::state).distinct().count() == 1);
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
