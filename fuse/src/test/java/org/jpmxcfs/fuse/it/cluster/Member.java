package org.jpmxcfs.fuse.it.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jpmxcfs.fuse.it.CommandRun;
import org.jpmxcfs.fuse.it.Daemon;

/** A node of a cluster under test: a host in the network, and the daemon that runs there. */
final class Member implements AutoCloseable {
    private final Lan.Host host;
    private final Daemon daemon;
    private final List<String> options = new ArrayList<>();

    /** A node that is not started, in a directory that is not there yet. */
    Member(Lan.Host host, Path root) throws IOException {
        this.host = host;
        daemon = Daemon.member(root, host.entering(), "node" + host.number());
        // Three of them share two processors with their clients, and live for a minute.
        daemon.setEnvironment("JPMXCFS_JAVA_OPTS", "-Xmx160m -XX:TieredStopAtLevel=1");
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

    /** Adds options for its starts from now on. */
    void startWith(String... more) {
        options.addAll(Arrays.asList(more));
    }

    /** Starts it; returns when the mount answers. */
    void start() throws IOException {
        daemon.startInForeground(options.toArray(String[]::new));
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

    /** Holds its process still, which must be let go on before it is looked at again. */
    void pause() throws IOException {
        CommandRun.of("kill", "-STOP", "" + daemon.process().pid()).requireSuccess();
    }

    /** Lets it go on. */
    void goOn() throws IOException {
        CommandRun.of("kill", "-CONT", "" + daemon.process().pid()).requireSuccess();
    }

    /** What it says of itself. */
    JsonNode status() {
        try {
            return daemon.status();
        } catch (IOException e) {
            throw new AssertionError(name() + ": " + e + "\n" + daemon.foregroundErr(), e);
        }
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
