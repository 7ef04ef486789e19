package org.jpmxcfs.fuse.it.corosync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.fuse.it.Until;
import org.jpmxcfs.fuse.it.Workplace;
import org.jpmxcfs.fuse.it.cluster.Lan;
import org.junit.jupiter.api.Assumptions;

/**
 * A daemon of pmxcfs, whose program the variable {@code JPMXCFS_PEER} of the environment names. Its
 * paths are fixed, so it has mounts and a host name of its own; what it serves is seen through its
 * process.
 */
final class PeerDaemon implements AutoCloseable {
    private static final String VARIABLE = "JPMXCFS_PEER";

    private final Lan.Host host;
    private final Path corosyncConfig;
    private final Path root;
    private Process process;

    /**
     * A daemon that is not started.
     *
     * @param corosync the Corosync of its node
     * @param root the directory of its node
     */
    PeerDaemon(CorosyncDaemon corosync, Path root) throws IOException {
        this.host = corosync.host();
        this.corosyncConfig = corosync.config();
        this.root = Files.createDirectories(root.resolve("peer"));
    }

    /** Skips the test where no program of a peer is named. */
    static void require() {
        Assumptions.assumeTrue(
                System.getenv(VARIABLE) != null,
                "not run: " + VARIABLE + " does not name a program of pmxcfs");
    }

    /** Starts it; returns when it serves. */
    void start() throws IOException {
        for (String directory : List.of("var", "run", "etc", "rrd/db")) {
            Files.createDirectories(root.resolve(directory));
        }
        Files.copy(
                corosyncConfig,
                root.resolve("etc/corosync.conf"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(
                root.resolve("hosts"),
                "127.0.0.1 localhost\n" + host.address() + " node" + host.number() + "\n");
        for (String point : List.of("/etc/pve", "/var/lib/pve-cluster", "/var/lib/rrdcached")) {
            Files.createDirectories(Path.of(point));
        }
        List<String> command = new ArrayList<>(host.entering());
        command.addAll(
                List.of("unshare", "--mount", "--uts", "--propagation", "private", "sh", "-c"));
        command.add(script());
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(root.resolve("log").toFile())
                        .start();
        Until.holds("the peer serves: " + output(), () -> Files.exists(path(".members")));
    }

    /** A path on its mount. */
    Path path(String path) {
        return Path.of("/proc/" + process.pid() + "/root/etc/pve").resolve(path);
    }

    /** What it has written. */
    String output() throws IOException {
        return Files.readString(root.resolve("log"));
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            Workplace.awaitEnd(process.toHandle());
        }
    }

    private String script() {
        return """
        set -e
        hostname node%1$d
        mount --bind '%2$s/var' /var/lib/pve-cluster
        mount --bind '%2$s/etc' /etc/corosync
        mount --bind '%2$s/hosts' /etc/hosts
        mount --bind '%2$s/rrd' /var/lib/rrdcached
        mount --bind '%2$s/run' /run
        exec '%3$s' -f
        """
                .formatted(host.number(), root, System.getenv(VARIABLE));
    }
}
