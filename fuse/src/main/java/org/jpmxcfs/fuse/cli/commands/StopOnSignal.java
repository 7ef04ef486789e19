package org.jpmxcfs.fuse.cli.commands;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jpmxcfs.fuse.node.Mounted;
import org.jpmxcfs.fuse.systemd.ServiceNotice;

/**
 * A clean stop when a signal asks for the end, after which the process ends with 0; also for a
 * signal that comes while the start is under way, since that may have mounted already.
 */
final class StopOnSignal {
    private static final long START_SECONDS_MAX = 60;

    private final CompletableFuture<Mounted> running = new CompletableFuture<>();
    private volatile boolean ended;

    private StopOnSignal() {}

    /** Listens to signals from here on. */
    static StopOnSignal begin() {
        StopOnSignal stop = new StopOnSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(stop::stop, "stop"));
        return stop;
    }

    /** What is to be closed when a signal comes, or has come. */
    void started(Mounted mounted) {
        running.complete(mounted);
    }

    /** There is nothing to close any more, or there never was. */
    void ended() {
        ended = true;
        running.complete(null);
    }

    private void stop() {
        if (ended) {
            return;
        }
        ServiceNotice.stopping();
        try {
            Mounted mounted = running.get(START_SECONDS_MAX, TimeUnit.SECONDS);
            if (mounted != null) {
                mounted.close();
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException noStart) {
            // The process ends by the signal, as it was asked to.
        }
    }
}
