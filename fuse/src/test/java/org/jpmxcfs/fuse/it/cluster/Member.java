package org.jpmxcfs.fuse.it.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.it.CommandRun;
import org.jpmxcfs.fuse.it.Daemon;

/** A node of a cluster under test: a host in the network, and the daemon that runs there. */
final class Member implements AutoCloseable {
    /** The option that names the service for local clients, which every network has its own of. */
    static final String IPC_SERVICE = "--ipc-service=";

    private final Lan.Host host;
    private final Daemon daemon;
    private final String[] options;

    /**
     * A node that is not started.
     *
     * @param root a directory that is not there yet
     * @param javaOptions for the Java virtual machine of its daemon
     * @param options for each start of its daemon; it serves local clients only where one of them
     *     begins with {@link #IPC_SERVICE}
     */
    Member(Lan.Host host, Path root, String javaOptions, String... options) throws IOException {
        this.host = host;
        boolean isServing = Stream.of(options).anyMatch(o -> o.startsWith(IPC_SERVICE));
        this.options =
                isServing
                        ? options
                        : Stream.concat(Stream.of(options), Stream.of("--no-ipc"))
                                .toArray(String[]::new);
        daemon = Daemon.member(root, host.entering(), "node" + host.number());
        daemon.setEnvironment("JPMXCFS_JAVA_OPTS", javaOptions);
    }

    int number() {
        return host.number();
    }

    String name() {
        return "node" + host.number();
    }

    Lan.Host host() {
        return host;
    }

    Daemon daemon() {
        return daemon;
    }

    /** A path on its mount. */
    Path path(String path) {
        return daemon.mount(path);
    }

    /** Starts it; returns when the mount answers. */
    void start() throws IOException {
        daemon.startInForeground(options);
    }

    /** Starts it and does not wait for the mount. */
    void launch() throws IOException {
        daemon.launchInForeground(options);
    }

    /** Waits until the mount answers after a {@link #launch}. */
    void awaitMounted() {
        daemon.awaitMounted();
    }

    /** {@code kill -9}. */
    void kill() throws IOException {
        daemon.kill();
    }

    /** Stops it in good order; returns when it has ended. */
    void stop() throws Exception {
        int status = daemon.terminate();
        if (status != 0) {
            throw new AssertionError(
                    name() + " ended with " + status + ": " + daemon.foregroundErr());
        }
    }

    /** Sends a signal, by its name without SIG, to a process. */
    static void signal(ProcessHandle process, String signal) {
        CommandRun.of("kill", "-" + signal, "" + process.pid()).requireSuccess();
    }

    /** What it says of itself. */
    JsonNode status() {
        try {
            return daemon.status();
        } catch (IOException e) {
            throw new AssertionError(name() + ": " + e + "\n" + daemon.foregroundErr(), e);
        }
    }

    /** The token of an invitation of the node with this name. */
    String invite(String name, String... options) {
        String[] all = Stream.concat(Stream.of(name), Stream.of(options)).toArray(String[]::new);
        CommandRun invited = command("invite", all).requireSuccess();
        return invited.out().lines().findFirst().orElseThrow();
    }

    /** {@code cluster status} with these options. */
    CommandRun clusterStatus(String... options) {
        return command("status", options);
    }

    /** A cluster command on its mount, with these arguments before the mount point. */
    CommandRun command(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("cluster", command));
        all.addAll(List.of(arguments));
        all.add(path("").toString());
        return CommandRun.inside(all.toArray(String[]::new));
    }

    /** Whether it takes changes. */
    boolean isQuorate() {
        return status().get("quorate").asBoolean();
    }

    /** Whether it puts the changes of all into order. */
    boolean isLeader() {
        return status().at("/cluster/role").asText().equals("leader");
    }

    /** What two nodes have in common exactly when they hold the same tree. */
    String state() {
        JsonNode tree = status().get("tree");
        return tree.get("version").asText() + " " + tree.get("checksum").asText();
    }

    @Override
    public void close() throws IOException {
        daemon.close();
    }
}
