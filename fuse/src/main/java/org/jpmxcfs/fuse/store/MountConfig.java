package org.jpmxcfs.fuse.store;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jpmxcfs.transport.Durability;

/**
 * What a daemon is started with.
 *
 * @param mountPoint existing empty directory to mount on
 * @param dataDir directory of the database {@code config.db} and of {@code journal/}; made when
 *     missing
 * @param nodeName this node's name: letters, digits and hyphens
 * @param group name of the group that may read what is mounted
 * @param local whether to serve as a single node even where the tree holds a corosync.conf
 * @param debug whether to log debug messages from the start
 * @param durability what an acknowledgement waits for
 * @param history how much of the past the journal keeps
 * @param flushDelay how long a change may be in the journal alone, 1 ms to 1 h
 * @param runDir directory of the PID file and the restart flag, normally {@code /run}
 * @param bootIdFile where the machine tells which run it is in, see {@link BootId}
 * @param ipcService name under which local clients reach the node; empty to serve none
 * @param hostConfig where the corosync.conf of a cluster is copied to, outside the mount
 * @param metrics where metrics are served; empty to serve none
 */
public record MountConfig(
        Path mountPoint,
        Path dataDir,
        String nodeName,
        String group,
        boolean local,
        boolean debug,
        Durability durability,
        History history,
        Duration flushDelay,
        Path runDir,
        Path bootIdFile,
        Optional<String> ipcService,
        Path hostConfig,
        Optional<InetSocketAddress> metrics) {
    /** Mount point where Proxmox's tools look for the file system. */
    public static final Path DEFAULT_MOUNT_POINT = Path.of("/etc/pve");

    /** Data directory of pmxcfs, taken over as it is. */
    public static final Path DEFAULT_DATA_DIR = Path.of("/var/lib/pve-cluster");

    /** Where run-time files go. */
    public static final Path DEFAULT_RUN_DIR = Path.of("/run");

    /** IPC service that Proxmox's tools look for. */
    public static final String DEFAULT_IPC_SERVICE = "pve2";

    /** Where Corosync looks for its configuration. */
    public static final Path DEFAULT_HOST_CONFIG = Path.of("/etc/corosync/corosync.conf");

    /** Group of Proxmox's web server. */
    public static final String DEFAULT_GROUP = "www-data";

    /** How long a change may be in the journal alone, unless told otherwise. */
    public static final Duration DEFAULT_FLUSH_DELAY = Duration.ofMillis(200);

    /** Where the journal of a data directory lies. */
    public Path journalDir() {
        return dataDir.resolve("journal");
    }

    /**
     * Where the state lies that the journal of a data directory begins with, if that was not an
     * empty tree.
     */
    public Path base() {
        return dataDir.resolve("base.db");
    }

    /** Where the database of a data directory lies. */
    public Path database() {
        return dataDir.resolve("config.db");
    }
}
