package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.transport.ipc.Messages;
import org.jpmxcfs.transport.ipc.qb.QbClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What local clients cost and how long they wait. The figures are printed; the wait is held to a
 * multiple of what a byte through a pipe to {@code cat} and back takes in the same seconds, so that
 * the limit means the same on any machine. A pipe between threads of one core is faster than any
 * wake-up of another core, so it counts as no less than such a wake-up takes.
 */
@Timeout(120)
class IpcLoadIT {
    private static final int WARM_UP = 60_000;
    private static final int ROUNDS = 3;
    private static final int REQUESTS = 20_000;
    private static final double TIMES_A_PIPE_MAX = 6;
    private static final double PIPE_MICROS_MIN = 50;

    private static final int CLIENTS = 20;
    private static final long POLL_MILLIS = 500;
    private static final long SETTLE_SECONDS = 5;
    private static final long MEASURE_SECONDS = 10;
    private static final double CORE_SHARE_MAX = 0.15;

    private ServingNode serving;
    private Daemon node;

    @BeforeEach
    void start() throws IOException {
        serving = ServingNode.of(IpcLoadIT.class);
        node = serving.daemon();
    }

    @AfterEach
    void stop() throws IOException {
        serving.close();
    }

    @Test
    void shouldAnswerAConfigInAFewPipeRoundTrips() throws IOException {
        Files.write(node.mount("storage.cfg"), new byte[512]);
        byte[] message = Messages.readConfig("storage.cfg");
        double best = Double.MAX_VALUE;
        Process cat = new ProcessBuilder("cat").start();
        try (QbClient client = ServingNode.connect()) {
            micros(WARM_UP, () -> client.ask(message));
            for (int round = 0; round < ROUNDS; round++) {
                double[] pipe = micros(REQUESTS, () -> roundTrip(cat));
                double[] micros = micros(REQUESTS, () -> client.ask(message));
                double times = micros[REQUESTS / 2] / Math.max(PIPE_MICROS_MIN, pipe[REQUESTS / 2]);
                System.out.printf(
                        "BENCH ipc read config 512 B: p50 %.1f p99 %.1f p99.9 %.1f us;"
                                + " a pipe's round trip: p50 %.1f us; ratio %.2f%n",
                        micros[REQUESTS / 2],
                        micros[REQUESTS * 99 / 100],
                        micros[REQUESTS * 999 / 1000],
                        pipe[REQUESTS / 2],
                        times);
                best = Math.min(best, times);
            }
        } finally {
            cat.destroyForcibly();
        }
        double times = best;
        assertTrue(times < TIMES_A_PIPE_MAX, () -> times + " times a pipe's round trip");
    }

    @Test
    void shouldCostLittleWhenProxmoxPolls() throws Exception {
        Files.createDirectories(node.mount("nodes/node1/qemu-server"));
        ScheduledExecutorService clients = Executors.newScheduledThreadPool(2);
        List<QbClient> connections = new ArrayList<>();
        try {
            List<Future<?>> polls = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Poll poll = new Poll(ServingNode.connect());
                connections.add(poll.client);
                long delay = POLL_MILLIS * i / CLIENTS;
                polls.add(every(clients, delay, poll));
            }
            polls.add(every(clients, 0, this::editGuest));
            double share = shareOfOneCore();
            System.out.printf(
                    "BENCH ipc %d clients polling twice a second while a guest is edited:"
                            + " %.1f %% of one core%n",
                    CLIENTS, share * 100);
            assertTrue(polls.stream().noneMatch(Future::isDone), "a poll has failed");
            assertTrue(share < CORE_SHARE_MAX, () -> "share of a core: " + share);
        } finally {
            clients.shutdown();
            assertTrue(clients.awaitTermination(20, TimeUnit.SECONDS));
            connections.forEach(QbClient::close);
        }
    }

    /** One client as Proxmox's: it asks for the lists only when their versions have moved. */
    private static final class Poll implements Callable<Void> {
        private final QbClient client;
        private byte[] version = new byte[0];

        Poll(QbClient client) {
            this.client = client;
        }

        @Override
        public Void call() {
            byte[] now = answer(1);
            if (!Arrays.equals(version, now)) {
                version = now;
                answer(2);
                answer(3);
            }
            return null;
        }

        private byte[] answer(int number) {
            QbClient.Reply reply = client.ask(number);
            assertEquals(0, reply.error());
            return reply.data();
        }
    }

    private Void editGuest() throws IOException {
        Files.writeString(node.mount("nodes/node1/qemu-server/100.conf"), "cores: 2\n");
        return null;
    }

    private double shareOfOneCore() throws Exception {
        ProcessHandle daemon = node.process();
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS); // the load goes on meanwhile
        long before = cpuNanos(daemon);
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(MEASURE_SECONDS);
        return (double) (cpuNanos(daemon) - before) / (System.nanoTime() - start);
    }

    private static long cpuNanos(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow().toNanos();
    }

    // A task that throws is not run again, and its future is done then.
    private static Future<?> every(
            ScheduledExecutorService clients, long delayMillis, Callable<Void> task) {
        return clients.scheduleAtFixedRate(
                () -> {
                    try {
                        task.call();
                    } catch (Exception failed) {
                        throw new IllegalStateException(failed);
                    }
                },
                delayMillis,
                POLL_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private static void roundTrip(Process cat) throws IOException {
        cat.getOutputStream().write(1);
        cat.getOutputStream().flush();
        assertEquals(1, cat.getInputStream().read());
    }

    private static double[] micros(int count, Action action) throws IOException {
        double[] micros = new double[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            action.run();
            micros[i] = (System.nanoTime() - start) / 1e3;
        }
        Arrays.sort(micros);
        return micros;
    }

    private interface Action {
        void run() throws IOException;
    }
}
