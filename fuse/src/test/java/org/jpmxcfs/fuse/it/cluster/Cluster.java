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
 * A cluster under test, made by the commands of its users. Nothing of it is left when it is closed,
 * whatever has happened.
 */
final class Cluster implements AutoCloseable {
    /** A change through a mount. */
    interface Change {
        void make() throws IOException;
    }

    /** Makes the tree of a node that is in no cluster yet, and leaves it stopped. */
    interface Seed {
        void sow(Member first) throws IOException;
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
     * @param seed makes what the first node has before it is a cluster
     * @param options for each start of a daemon
     */
    static Cluster ofOne(
            Class<?> test, int hostCount, String javaOptions, Seed seed, String... options)
            throws IOException {
        Path root = Workplace.fresh(test);
        Cluster cluster = new Cluster(root, Lan.of(test, hostCount + 1));
        try {
            for (int i = 1; i <= hostCount; i++) {
                Path own = root.resolve("node" + i);
                cluster.members.add(new Member(cluster.lan.host(i), own, javaOptions, options));
            }
            Member first = cluster.member(1);
            seed.sow(first);
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
        Cluster cluster = ofOne(test, count, javaOptions, first -> {}, options);
        try {
            for (int i = 2; i <= count; i++) {
                cluster.join(i, cluster.invite(i)).requireSuccess();
                cluster.member(i).launch(); // while the next one joins
            }
            cluster.members.forEach(Member::awaitMounted);
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

    /** The token of an invitation by the first node. */
    String invite(int number, String... options) {
        return member(1).invite("node" + number, options);
    }

    /** Uses a token on the host that it is for. */
    CommandRun join(int number, String token, String... options) {
        return joinAs(member(number).name(), number, token, options);
    }

    /** Uses a token on a host that takes this name. */
    CommandRun joinAs(String name, int number, String token, String... options) {
        Member joiner = member(number);
        List<String> command = new ArrayList<>(List.of("cluster", "join", token));
        command.add("--node=" + name);
        command.add("--address=" + joiner.host().address());
        command.add("--data-dir=" + joiner.daemon().data());
        command.addAll(List.of(options));
        return joiner.host().inside(() -> CommandRun.inside(command.toArray(String[]::new)));
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
