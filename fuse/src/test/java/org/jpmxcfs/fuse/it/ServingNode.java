package org.jpmxcfs.fuse.it;

import java.io.IOException;
import org.jpmxcfs.transport.NativeParts;
import org.jpmxcfs.transport.ipc.qb.QbClient;

/**
 * A node that serves local clients, under a name that no other test process uses. Closing it lets
 * it stop in order: a daemon that is killed leaves 3 MiB of shared memory for each connection.
 */
final class ServingNode implements AutoCloseable {
    /** The name of the service. */
    static final String SERVICE = "jpmxcfs-it-" + ProcessHandle.current().pid();

    private final Daemon daemon;

    private ServingNode(Daemon daemon) {
        this.daemon = daemon;
    }

    /** A node that runs, in the fresh workplace of a test class; skips the test without libqb. */
    static ServingNode of(Class<?> test) throws IOException {
        NativeParts.requireLibrary("libqb.so.100", "libqb100");
        ServingNode node = new ServingNode(Daemon.of(test));
        node.start();
        return node;
    }

    /** The node. */
    Daemon daemon() {
        return daemon;
    }

    /** Starts it again. */
    void start() {
        daemon.start("--ipc-service", SERVICE);
    }

    /** Connects a client. */
    static QbClient connect() throws IOException {
        return QbClient.connect(SERVICE);
    }

    @Override
    public void close() throws IOException {
        daemon.run("umount", "--lazy", daemon.mount().toString());
        daemon.close();
    }
}
