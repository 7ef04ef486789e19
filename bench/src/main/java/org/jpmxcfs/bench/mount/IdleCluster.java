package org.jpmxcfs.bench.mount;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What the HA services of three nodes write in a cluster where nothing happens: each node replaces
 * its {@code lrm_status} every 5 s, and one replaces {@code manager_status} and renews its lock
 * every 10 s.
 */
final class IdleCluster {
    private static final int NODES = 3;
    private static final double ROUND_SECONDS = 5;
    private static final double BETWEEN_NODES_SECONDS = 1.2;
    private static final int ROUNDS_OF_MANAGER = 2;

    private final Path mount;
    private int count;

    /** Works below a mount point. */
    IdleCluster(Path mount) {
        this.mount = mount;
    }

    /** Makes what is to be replaced. */
    void prepare() throws IOException {
        for (int node = 1; node <= NODES; node++) {
            Files.createDirectories(mount.resolve("nodes/node" + node));
            replaceNodeStatus(node);
        }
        Files.createDirectories(mount.resolve("ha"));
        Files.createDirectories(lock());
        replaceManagerStatus();
    }

    /** Runs for so many seconds, and returns how many files it replaced. */
    int run(int seconds) throws IOException {
        int before = count;
        long startNanos = System.nanoTime();
        for (int round = 0; round * ROUND_SECONDS < seconds; round++) {
            double second = round * ROUND_SECONDS;
            for (int node = 1; node <= NODES; node++) {
                awaitSecond(startNanos, second + (node - 1) * BETWEEN_NODES_SECONDS);
                replaceNodeStatus(node);
            }
            if (round % ROUNDS_OF_MANAGER == 0) {
                awaitSecond(startNanos, second + NODES * BETWEEN_NODES_SECONDS);
                replaceManagerStatus();
                Files.setLastModifiedTime(lock(), FileTime.from(Instant.now()));
            }
        }
        awaitSecond(startNanos, seconds);
        return count - before;
    }

    private Path lock() {
        return mount.resolve("priv/lock/ha_manager_lock");
    }

    private void replaceNodeStatus(int node) throws IOException {
        replace(
                mount.resolve("nodes/node" + node + "/lrm_status"),
                "{\"mode\":\"active\",\"results\":{},\"state\":\"wait_for_agent_lock\","
                        + "\"timestamp\":%d}".formatted(Instant.now().getEpochSecond()));
    }

    private void replaceManagerStatus() throws IOException {
        replace(
                mount.resolve("ha/manager_status"),
                "{\"master_node\":\"node1\",\"node_status\":{\"node1\":\"online\",\"node2\":"
                        + "\"online\",\"node3\":\"online\"},\"service_status\":{},\"timestamp\":%d}"
                                .formatted(Instant.now().getEpochSecond()));
    }

    private void replace(Path file, String content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".tmp." + ++count);
        Files.write(fresh, content.getBytes(StandardCharsets.US_ASCII));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitSecond(long startNanos, double second) {
        long due = startNanos + (long) (second * TimeUnit.SECONDS.toNanos(1));
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
