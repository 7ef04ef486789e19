package org.jpmxcfs.fuse.it.cluster;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.it.CommandRun;
import org.junit.jupiter.api.Assumptions;

/**
 * A network of its own: a switch in one namespace, and hosts in others, each with one cable to it.
 * Nothing of it is seen outside. What an interrupted run of the same test left is removed first.
 */
public final class Lan implements AutoCloseable {
    /**
     * One host.
     *
     * @param number counted from 1; its address ends with it
     */
    public record Host(String namespace, String bridge, int number) {
        public String address() {
            return "10.77.0." + number;
        }

        /**
         * Runs what follows it in the host's network. Not {@code ip netns exec}, which also makes a
         * namespace of mounts, so that nobody else would see what is mounted.
         */
        public List<String> entering() {
            return List.of("nsenter", "--net=/run/netns/" + namespace, "--");
        }

        /** Pulls the cable: nothing comes in or goes out, and nobody is told. */
        public void unplug() {
            ip("-n", bridge, "link", "set", "p" + number, "down");
        }

        /** Plugs the cable into another switch, where it meets only those who were moved there. */
        public void moveToIsland() {
            ip("-n", bridge, "link", "set", "p" + number, "master", ISLAND, "up");
        }

        /** Puts the cable back; harmless where it is in. */
        public void plugIn() {
            ip("-n", bridge, "link", "set", "p" + number, "master", SWITCH, "up");
        }

        /**
         * Calls something on a thread that is in the host's network: Linux has it for each thread.
         */
        public <T> T inside(Callable<T> call) {
            FutureTask<T> task =
                    new FutureTask<>(
                            () -> {
                                Network.enter(Path.of("/run/netns", namespace));
                                return call.call();
                            });
            new Thread(task, "on " + address()).start();
            try {
                return task.get(CommandRun.LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new AssertionError(address() + ": " + e, e);
            }
        }

        /**
         * Drops this share of the packets that come in, chosen at random; 0 for none.
         *
         * @return whether this machine can do that
         */
        public boolean lose(int percent) {
            String rules = "flush ruleset\n";
            if (percent > 0) {
                rules +=
                        "table ip loss { chain in { type filter hook input priority 0;"
                                + " numgen random mod 100 < %d drop; }; }\n".formatted(percent);
            }
            List<String> command = new ArrayList<>(entering());
            command.addAll(List.of("bash", "-c", "nft -f - <<<'" + rules + "'"));
            return CommandRun.of(CommandRun.LIMIT, command).status() == 0;
        }

        private void create() {
            ip("netns", "add", namespace);
            ip("-n", namespace, "link", "set", "lo", "up");
            String port = "p" + number;
            ip(
                    "-n", bridge, "link", "add", port, "type", "veth", "peer", "name", "e0",
                    "netns", namespace);
            plugIn();
            ip("-n", namespace, "address", "add", address() + "/24", "dev", "e0");
            ip("-n", namespace, "link", "set", "e0", "up");
        }
    }

    private static final String SWITCH = "lan";
    private static final String ISLAND = "island";

    private final String prefix;
    private final List<Host> hosts = new ArrayList<>();

    private Lan(String prefix) {
        this.prefix = prefix;
    }

    /**
     * A network of some hosts for a test class. Where that cannot be made the test is skipped, but
     * fails in continuous integration.
     */
    public static Lan of(Class<?> test, int hostCount) {
        String place = Path.of("target").toAbsolutePath() + test.getName();
        Lan lan = new Lan("jp%08x".formatted(place.hashCode()));
        lan.close();
        lan.requireNamespaces();
        for (String bridge : List.of(SWITCH, ISLAND)) {
            ip("-n", lan.prefix, "link", "add", bridge, "type", "bridge", "forward_delay", "0");
            ip("-n", lan.prefix, "link", "set", bridge, "up");
        }
        for (int i = 1; i <= hostCount; i++) {
            Host host = new Host(lan.prefix + "n" + i, lan.prefix, i);
            lan.hosts.add(host);
            host.create();
        }
        return lan;
    }

    /** A host by its number, from 1. */
    public Host host(int number) {
        return hosts.get(number - 1);
    }

    @Override
    public void close() {
        CommandRun list = CommandRun.of("ip", "netns", "list");
        Stream<String> names = list.out().lines().map(line -> line.split(" ")[0]);
        names.filter(name -> name.startsWith(prefix)).forEach(name -> ip("netns", "delete", name));
    }

    private void requireNamespaces() {
        CommandRun made = CommandRun.of("ip", "netns", "add", prefix);
        if (made.status() == 0) {
            return;
        }
        String why = "tests of a cluster need network namespaces: " + made.err().strip();
        if ("true".equals(System.getenv("CI"))) {
            fail(why);
        }
        Assumptions.abort(why);
    }

    private static void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(Arrays.asList(arguments));
        CommandRun.of(CommandRun.LIMIT, command).requireSuccess();
    }
}
