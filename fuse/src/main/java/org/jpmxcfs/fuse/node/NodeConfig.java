package org.jpmxcfs.fuse.node;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.jpmxcfs.fuse.mount.Binding;
import org.jpmxcfs.fuse.ops.ChmodPolicy;
import org.jpmxcfs.fuse.ordering.Engine;
import org.jpmxcfs.fuse.store.BootId;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.fuse.store.StorageSettings;

/**
 * What a daemon is started with.
 *
 * @param nodeName this node's name: letters, digits and hyphens
 * @param engine what gives changes their order
 * @param data where its state is; made when missing
 * @param storage how it is kept
 * @param mount what is mounted
 * @param services who else is served
 * @param machine files of the machine that it meets others by
 * @param debug whether to log debug messages from the start
 */
public record NodeConfig(
        String nodeName,
        Engine engine,
        DataDirectory data,
        StorageSettings storage,
        Mount mount,
        Services services,
        Machine machine,
        boolean debug) {
    /**
     * What is mounted.
     *
     * @param point existing empty directory to mount on
     * @param group name of the group that may read what is mounted
     * @param chmod what becomes of a chmod or chown that the path does not allow
     * @param movesStrayFiles whether files in the bare mount point are kept aside instead of
     *     refusing to mount over them
     * @param binding who speaks with the kernel for it
     */
    public record Mount(
            Path point, String group, ChmodPolicy chmod, boolean movesStrayFiles, Binding binding) {
        /** Where Proxmox's tools look for the file system. */
        public static final Path POINT_OF_SYSTEM = Path.of("/etc/pve");

        /** Group of Proxmox's web server. */
        public static final String DEFAULT_GROUP = "www-data";
    }

    /**
     * Who is served besides the mount.
     *
     * @param ipcService name under which local clients reach the node; empty to serve none
     * @param metrics where metrics are served; empty to serve none
     */
    public record Services(Optional<String> ipcService, Optional<InetSocketAddress> metrics) {
        /** Nobody. */
        public static final Services NONE = new Services(Optional.empty(), Optional.empty());

        /** IPC service that Proxmox's tools look for. */
        public static final String DEFAULT_IPC_SERVICE = "pve2";
    }

    /**
     * Files of the machine outside data directory and mount.
     *
     * @param runDir directory of the PID file and the restart flag
     * @param bootIdFile where the machine tells which run it is in, see {@link BootId}
     * @param hostConfig where the corosync.conf of a cluster is copied to
     */
    public record Machine(Path runDir, Path bootIdFile, Path hostConfig) {
        /** The files where everybody looks for them. */
        public static final Machine USUAL =
                new Machine(Path.of("/run"), BootId.FILE, Path.of("/etc/corosync/corosync.conf"));
    }
}
