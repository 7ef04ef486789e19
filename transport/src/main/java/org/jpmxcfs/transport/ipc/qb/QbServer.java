package org.jpmxcfs.transport.ipc.qb;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.Pointer;
import org.jpmxcfs.transport.ipc.IpcService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves local clients by libqb, which is what Proxmox's tools speak. One thread of its own makes
 * the service, runs its loop, calls {@link IpcService} and takes the service down again: libqb's
 * servers belong to one thread.
 */
public final class QbServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QbServer.class);
    private static final long START_SECONDS = 10;
    private static final long STOP_MILLIS = 5_000;
    private static final int ADDRESS_IN_USE = 98;
    private static final int SERVICE_ID = 1;

    private final QbConfig config;
    private final LibQb qb;
    private final LibC libc;
    private final IpcService ipc;
    private final StaleRings rings;
    private final CompletableFuture<QbLoop> started = new CompletableFuture<>();
    private final Thread thread;
    // The thread's own: reachable as long as libqb has their addresses.
    private QbConnections connections;
    private LongAnswers longAnswers;
    private Pointer service;

    private QbServer(QbConfig config, LibQb qb, LibC libc, IpcService ipc) {
        this.config = config;
        this.qb = qb;
        this.libc = libc;
        this.ipc = ipc;
        this.rings = new StaleRings(config.sharedMemory(), config.name());
        this.thread = new Thread(this::run, "ipc-" + config.name());
        thread.setDaemon(true);
    }

    /**
     * Starts to serve.
     *
     * @return the server; empty, after one warning, on a machine without libqb
     * @throws IOException the name is in use, or the machine is short of files or memory
     */
    public static Optional<QbServer> start(QbConfig config, IpcService ipc) throws IOException {
        LibQb qb;
        LibC libc;
        try {
            qb =
                    LibraryLoader.create(LibQb.class)
                            .failImmediately()
                            // libqb returns its errors, and to keep errno costs at every request.
                            .option(LibraryOption.IgnoreError, true)
                            .load(LibQb.SONAME);
            libc = LibraryLoader.create(LibC.class).failImmediately().load(LibC.SONAME);
        } catch (LinkageError missing) {
            LOG.warn(
                    "IPC is off, Proxmox tools cannot connect: no library {}; install libqb100"
                            + " ({})",
                    LibQb.SONAME,
                    missing.getMessage().lines().findFirst().orElse(""));
            return Optional.empty();
        }
        QbServer server = new QbServer(config, qb, libc, ipc);
        server.begin();
        return Optional.of(server);
    }

    /** Disconnects all clients and stops; returns within 5 seconds. */
    @Override
    public void close() {
        started.thenAccept(QbLoop::askToStop);
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("IPC: service {} did not stop within {} ms", config.name(), STOP_MILLIS);
        }
    }

    private void begin() throws IOException {
        long self = ProcessHandle.current().pid();
        rings.remove(pid -> pid != self && ProcessHandle.of(pid).isEmpty());
        thread.start();
        try {
            started.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause().getMessage(), failed.getCause());
        } catch (TimeoutException slow) {
            throw new IOException("IPC: not started within " + START_SECONDS + " s", slow);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("IPC: interrupted while it started", stop);
        }
    }

    private void run() {
        QbLoop loop = null;
        try {
            loop = new QbLoop(qb, libc, this::destroyService);
            listen(loop);
            started.complete(loop);
            loop.run();
        } catch (Throwable broken) {
            if (!started.completeExceptionally(broken)) {
                LOG.error("IPC: service {} broke down", config.name(), broken);
            }
        } finally {
            if (longAnswers != null) {
                longAnswers.close();
            }
            if (loop != null) {
                loop.free();
            }
            long self = ProcessHandle.current().pid();
            rings.remove(pid -> pid == self);
        }
    }

    private void listen(QbLoop loop) throws IOException {
        longAnswers = new LongAnswers(ipc, loop, config.connectionsMax());
        connections = new QbConnections(qb, ipc, longAnswers, config);
        service =
                qb.qb_ipcs_create(
                        config.name(), SERVICE_ID, LibQb.IPC_SHARED_MEMORY, connections.handlers());
        if (service == null) {
            throw new IOException("IPC: libqb could not make a service: out of memory");
        }
        qb.qb_ipcs_poll_handlers_set(service, loop.handlers());
        // At any other rate libqb looks for new events once more between two requests.
        qb.qb_ipcs_request_rate_limit(service, LibQb.RATE_FAST);
        int result = qb.qb_ipcs_run(service);
        if (result != 0) {
            String reason =
                    result == -ADDRESS_IN_USE
                            ? "another daemon on this machine does; stop that one, or use --no-ipc"
                            : "errno " + -result;
            throw new IOException("IPC: cannot serve " + config.name() + ": " + reason);
        }
    }

    private void destroyService() {
        qb.qb_ipcs_destroy(service);
    }
}
