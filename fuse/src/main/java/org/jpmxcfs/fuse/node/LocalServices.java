package org.jpmxcfs.fuse.node;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jpmxcfs.log.model.Mutation.LogMessage;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.Sequencer;
import org.jpmxcfs.transport.broadcast.NodeAddress;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.jpmxcfs.transport.ipc.ClusterView;
import org.jpmxcfs.transport.ipc.IpcService;
import org.jpmxcfs.transport.ipc.LogOutbox;
import org.jpmxcfs.transport.ipc.qb.QbConfig;
import org.jpmxcfs.transport.ipc.qb.QbServer;
import org.jpmxcfs.transport.rrd.RrdArchive;
import org.jpmxcfs.transport.rrd.RrdcachedClient;
import org.jpmxcfs.transport.rrd.librrd.LibRrdWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Proxmox's tools on this machine use besides the mount: status entries, the archive of
 * samples, the way into the cluster log, and the IPC service in front of them. The mount works
 * without any of it, so what cannot be had here is a warning and never ends a start.
 */
final class LocalServices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalServices.class);
    private static final Path RRD_DIRECTORY = Path.of("/var/lib/rrdcached/db");
    private static final Path RRDCACHED_SOCKET = Path.of("/var/run/rrdcached.sock");
    private static final long LOG_PATIENCE_MILLIS = 1_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final String nodeName;
    private final StatusEntries entries;
    private final RrdArchive archive;
    private final LogOutbox outbox;
    private Thread serving; // null when no clients are to be served
    private volatile IpcService ipc; // null while no clients are served
    private volatile QbServer server; // null while no clients are served

    /** Ready to serve; threads that wait for work are running. */
    LocalServices(String nodeName, Sequencer sequencer) {
        this.nodeName = nodeName;
        entries = new StatusEntries(nodeName, () -> System.nanoTime() / NANOS_PER_SECOND);
        archive =
                new RrdArchive(
                        RRD_DIRECTORY,
                        Clock.systemDefaultZone(),
                        List.of(new RrdcachedClient(RRDCACHED_SOCKET), new LibRrdWriter()));
        entries.addListener(archive);
        outbox = new LogOutbox(sequencer);
    }

    /** The status entries of all nodes. */
    StatusEntries entries() {
        return entries;
    }

    /**
     * Begins to take requests of local clients, as far as this machine lets it. Binding libqb takes
     * a while, in which the caller can do other things until {@link #awaitServing}.
     */
    void serve(QbConfig config, ClusterView view) {
        serving = new Thread(() -> bind(config, view), "ipc-start");
        serving.setDaemon(true);
        serving.start();
    }

    /** Returns when local clients are served, or will not be; that takes 10 s at most. */
    void awaitServing() {
        try {
            if (serving != null) {
                serving.join();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Looks the node's address up and makes it known. A name server can take long to answer, and
     * nothing waits for it.
     */
    void publishAddress() {
        Thread lookup = new Thread(this::lookUpAddress, "node-address");
        lookup.setDaemon(true);
        lookup.start();
    }

    /**
     * Gives a message of this node to the cluster log, where it is to be seen soon: at once on a
     * node without a cluster, else when there is a majority.
     */
    void log(LogMessage message) {
        outbox.offer(message, LOG_PATIENCE_MILLIS);
    }

    /** Whether local clients are served. */
    boolean isServing() {
        return ipc != null;
    }

    /** Requests answered with success since the start. */
    long answeredCount() {
        IpcService service = ipc;
        return service == null ? 0 : service.answeredCount();
    }

    /** Requests answered with an errno since the start. */
    long refusedCount() {
        IpcService service = ipc;
        return service == null ? 0 : service.refusedCount();
    }

    /** Disconnects the clients and takes no further ones. */
    void stopServing() {
        awaitServing();
        if (server != null) {
            server.close();
            server = null;
        }
    }

    /** Disconnects the clients, then writes what they have handed over. */
    @Override
    public void close() {
        stopServing();
        outbox.close();
        archive.close();
    }

    private void bind(QbConfig config, ClusterView view) {
        IpcService service = new IpcService(nodeName, view, entries, outbox);
        try {
            Optional<QbServer> started = QbServer.start(config, service);
            if (started.isPresent()) {
                server = started.get();
                ipc = service;
            }
        } catch (IOException reason) {
            LOG.warn("{}; this mount works without", reason.getMessage());
        }
    }

    private void lookUpAddress() {
        NodeAddress.of(nodeName, InetAddress::getAllByName)
                .ifPresentOrElse(
                        address -> entries.set("nodeip", Names.toBytes(address + '\0')),
                        () ->
                                LOG.info(
                                        "no address of node {} is known; a cluster needs one: add"
                                                + " 'ADDRESS {}' to /etc/hosts",
                                        nodeName,
                                        nodeName));
    }
}
