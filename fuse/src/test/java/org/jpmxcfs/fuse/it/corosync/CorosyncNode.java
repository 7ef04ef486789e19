package org.jpmxcfs.fuse.it.corosync;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.jpmxcfs.fuse.it.CommandRun;
import org.jpmxcfs.fuse.it.Daemon;

/** A node under test: a Corosync, and a daemon that takes part in its cluster. */
final class CorosyncNode implements AutoCloseable {
    private static final String SMALL =
            "-Xmx160m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"; // three share two processors

    private final CorosyncDaemon corosync;
    private final Daemon daemon;

    /**
     * A node whose daemon is not started.
     *
     * @param root the directory of the node, where its Corosync is already
     */
    CorosyncNode(CorosyncDaemon corosync, Path root) throws IOException {
        this.corosync = corosync;
        String name = "node" + corosync.host().number();
        daemon = Daemon.member(root, corosync.host().entering(), name);
        daemon.setEnvironment("JPMXCFS_JAVA_OPTS", SMALL);
    }

    CorosyncDaemon corosync() {
        return corosync;
    }

    Daemon daemon() {
        return daemon;
    }

    /** A path on its mount. */
    Path path(String path) {
        return daemon.mount(path);
    }

    /** Starts the daemon and does not wait. */
    void launch() throws IOException {
        daemon.launchInForeground("--no-ipc"); // its corosync.conf says which engine
    }

    /** {@code kill -9} of the daemon. */
    void kill() throws IOException {
        daemon.kill();
    }

    /** What it says of itself. */
    JsonNode status() {
        try {
            return daemon.status();
        } catch (IOException e) {
            throw new AssertionError(e + "\n" + daemon.foregroundErr(), e);
        }
    }

    /** Whether it takes changes at once. */
    boolean isReady() {
        JsonNode status = status();
        return status.get("quorate").asBoolean()
                && status.at("/cluster/role").asText().equals("synced");
    }

    /** How many daemons it sees. */
    long onlineCount() {
        long count = 0;
        for (JsonNode member : status().get("members")) {
            count += member.get("online").asBoolean() ? 1 : 0;
        }
        return count;
    }

    /** Version of its tree. */
    long treeVersion() {
        return status().at("/tree/version").asLong();
    }

    /** {@code cluster status} with these options. */
    CommandRun clusterStatus(String option) {
        return CommandRun.inside("cluster", "status", option, path("").toString());
    }

    @Override
    public void close() throws IOException {
        daemon.close();
    }
}
