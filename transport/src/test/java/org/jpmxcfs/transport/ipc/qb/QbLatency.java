package org.jpmxcfs.transport.ipc.qb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.jpmxcfs.transport.ipc.IpcService;
import org.jpmxcfs.transport.ipc.LogOutbox;
import org.jpmxcfs.transport.ipc.MapView;
import org.jpmxcfs.transport.ipc.Messages;
import org.jpmxcfs.transport.ipc.RecordingSequencer;

/**
 * How long one client waits for the answer to a request, with client and server in one process:
 * several rounds after a warm-up, each with its percentiles.
 */
public final class QbLatency {
    private static final int WARM_UP = 200_000;
    private static final int REQUESTS = 100_000;
    private static final int ROUNDS = 3;

    private QbLatency() {}

    /** Measures and prints. */
    public static void main(String[] arguments) throws IOException {
        String name = "jpmxcfs-latency-" + ProcessHandle.current().pid();
        MapView view = new MapView().with("f", new byte[512]).with("m", new byte[1_000_000]);
        try (LogOutbox outbox = new LogOutbox(new RecordingSequencer())) {
            IpcService service =
                    new IpcService("n1", view, new StatusEntries("n1", () -> 0), outbox);
            QbConfig config = new QbConfig(name, 33, 10, Path.of("/dev/shm"));
            QbServer server = QbServer.start(config, service).orElseThrow();
            try (QbClient client = QbClient.connect(name)) {
                measure(client, "read config, 512 B", Messages.readConfig("f"), 1);
                measure(client, "set status, 16 B", Messages.setStatus("k", new byte[16]), 1);
                measure(client, "log", Messages.log(6, "root@pam", "qm", "started"), 10);
                measure(client, "read config, 1 MB", Messages.readConfig("m"), 20);
            } finally {
                server.close();
            }
        }
    }

    private static void measure(QbClient client, String what, byte[] message, int fewer) {
        for (int i = 0; i < WARM_UP / fewer; i++) {
            client.ask(message);
        }
        for (int round = 0; round < ROUNDS; round++) {
            long[] nanos = new long[REQUESTS / fewer];
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                client.ask(message);
                nanos[i] = System.nanoTime() - start;
            }
            Arrays.sort(nanos);
            System.out.printf(
                    "%-20s %d requests: p50 %.1f p99 %.1f p99.9 %.1f max %.1f us%n",
                    what,
                    nanos.length,
                    nanos[nanos.length / 2] / 1e3,
                    nanos[nanos.length * 99 / 100] / 1e3,
                    nanos[(int) (nanos.length * 999L / 1000)] / 1e3,
                    nanos[nanos.length - 1] / 1e3);
        }
    }
}
