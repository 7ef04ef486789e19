package org.jpmxcfs.fuse.ordering.corosync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntSupplier;
import org.jpmxcfs.log.StableStorage;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Content;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.transport.corosync.conf.CorosyncConf;
import org.jpmxcfs.transport.corosync.conf.CorosyncException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings corosync.conf of the tree to the place where Corosync of this machine reads it, and tells
 * Corosync where the change was made on this node: one has to, and does so for all. Called by one
 * thread, which may be kept waiting.
 */
final class HostConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(HostConfiguration.class);
    private static final String NAME = "corosync.conf";

    /** Makes Corosync of all nodes read its configuration. */
    @FunctionalInterface
    interface Reload {
        /** Does so. */
        void run() throws IOException;
    }

    private final Path host;
    private final Materializer materializer;
    private final IntSupplier nodeId;
    private final Reload reload;
    private long seenVersion = -1; // of the file in the tree, when it was last looked at

    /**
     * Follows the file in the tree.
     *
     * @param host where Corosync reads it
     * @param nodeId id of this node
     */
    HostConfiguration(Path host, Materializer materializer, IntSupplier nodeId, Reload reload) {
        this.host = host;
        this.materializer = materializer;
        this.nodeId = nodeId;
        this.reload = reload;
    }

    /** Looks for a change; to be called again and again, so nothing is thrown. */
    void follow() {
        try {
            Tree tree = materializer.tree();
            Attributes file = tree.find(NAME);
            if (file == null || file.isDirectory() || file.version() == seenVersion) {
                return;
            }
            Content content = tree.content(file.inode());
            if (content == null) {
                return; // just replaced: the next look finds the new one
            }
            seenVersion = file.version();
            if (content.size() > 0) {
                take(content.toBytes(), file.writer() == nodeId.getAsInt());
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("corosync.conf of the tree could not be brought to {}", host, e);
        }
    }

    private void take(byte[] wanted, boolean isOwn) throws IOException {
        byte[] present = Files.isRegularFile(host) ? Files.readAllBytes(host) : new byte[0];
        if (Arrays.equals(wanted, present) || !isNewer(wanted, present)) {
            return;
        }
        Path directory = host.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory)) {
            LOG.warn("corosync.conf cannot be brought to {}: no such directory", directory);
            return;
        }
        StableStorage.replace(host, wanted);
        LOG.info("{} is now as in the tree", host);
        if (isOwn) {
            reload.run();
            LOG.info("Corosync has read its configuration anew");
        }
    }

    private static boolean isNewer(byte[] wanted, byte[] present) {
        long version;
        try {
            version = CorosyncConf.parse(wanted).configVersion();
        } catch (CorosyncException e) {
            LOG.error("corosync.conf of the tree is not taken: {}", e.getMessage());
            return false;
        }
        try {
            boolean isOlder =
                    present.length > 0 && version < CorosyncConf.parse(present).configVersion();
            if (isOlder) {
                LOG.warn(
                        "corosync.conf of the tree has config_version {}, which is older than that"
                                + " of this machine: not taken; raise the number",
                        version);
            }
            return !isOlder;
        } catch (CorosyncException unreadable) {
            return true;
        }
    }
}
