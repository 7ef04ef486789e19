package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code kill -9} of a daemon at random instants while several programs write through its mount;
 * after each start, what is there is compared with what they were told and with what was under way.
 */
final class Torture implements AutoCloseable {
    private static final int CLIENTS = 4;
    private static final long LOAD_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(400);
    private static final long START_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(1500);
    private static final long STOP_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(400);
    private static final long JOIN_MILLIS_MAX = 30_000;
    private static final int KILLS_A_LINE = 20;

    /** When the daemon dies. */
    private enum Instant {
        UNDER_LOAD,
        IN_START,
        IN_STOP
    }

    private final Daemon daemon;
    private final Random random;
    private final List<TortureClient> clients = new ArrayList<>();
    private final int[] kills = new int[Instant.values().length];

    /** Works on a daemon that is not started yet. */
    Torture(Daemon daemon, long seed) throws IOException {
        this.daemon = daemon;
        this.random = new Random(seed);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new TortureClient(daemon.mount(), i, seed));
        }
    }

    /** Returns after so many kills or so much time, with the daemon stopped and nothing lost. */
    void run(int killsMax, Duration time) throws Exception {
        long deadlineNanos = System.nanoTime() + time.toNanos();
        start();
        Files.createDirectory(daemon.mount("nodes"));
        for (String node : TortureClient.NODES) {
            Files.createDirectories(daemon.mount("nodes", node, "qemu-server"));
        }
        for (TortureClient client : clients) {
            client.createDirectory();
        }
        int told = 0;
        while (killCount() < killsMax && System.nanoTime() - deadlineNanos < 0) {
            killOnce();
            if (random.nextInt(4) == 0 && killCount() < killsMax) {
                killInStart();
            }
            start();
            verify();
            if (killCount() - told >= KILLS_A_LINE) {
                told = killCount();
                System.out.println("torture: so far " + tally());
            }
        }
        daemon.umount();
        daemon.requireIntact();
    }

    /** What was done so far. */
    String tally() {
        return "%d changes held over %d kills (%d under load, %d in a start, %d in a stop)"
                .formatted(
                        clients.stream().mapToLong(TortureClient::acknowledgedCount).sum(),
                        killCount(),
                        kills[Instant.UNDER_LOAD.ordinal()],
                        kills[Instant.IN_START.ordinal()],
                        kills[Instant.IN_STOP.ordinal()]);
    }

    private int killCount() {
        int count = 0;
        for (int ofInstant : kills) {
            count += ofInstant;
        }
        return count;
    }

    private void start() throws IOException {
        daemon.startInForeground("--no-ipc");
    }

    private void killOnce() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (TortureClient client : clients) {
            Thread thread = new Thread(client, "client");
            thread.setDaemon(true);
            threads.add(thread);
        }
        TortureClient first = clients.get(0);
        long before = first.acknowledgedCount();
        threads.forEach(Thread::start);
        Until.holds(
                "under load", () -> first.acknowledgedCount() > before || first.refusal() != null);
        LockSupport.parkNanos((long) (random.nextDouble() * LOAD_NANOS_MAX));
        if (random.nextInt(5) == 0) {
            // Once it is unmounted, clients would write beside it.
            clients.forEach(TortureClient::pause);
            join(threads);
            killInStop();
        } else {
            assertTrue(daemon.process().isAlive(), () -> "it died: " + daemon.foregroundErr());
            kill(Instant.UNDER_LOAD);
            join(threads);
        }
        for (TortureClient client : clients) {
            assertNull(client.refusal(), () -> "refused: " + client.refusal());
        }
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(JOIN_MILLIS_MAX);
            assertTrue(!thread.isAlive(), "a client still waits for a daemon that is dead");
        }
    }

    private void killInStart() throws IOException {
        daemon.launchInForeground("--no-ipc");
        LockSupport.parkNanos((long) (random.nextDouble() * START_NANOS_MAX));
        kill(Instant.IN_START);
    }

    private void killInStop() throws IOException {
        daemon.process().destroy();
        LockSupport.parkNanos((long) (random.nextDouble() * STOP_NANOS_MAX));
        kill(Instant.IN_STOP);
    }

    private void kill(Instant instant) {
        daemon.killForeground();
        kills[instant.ordinal()]++;
    }

    private void verify() throws IOException {
        for (TortureClient client : clients) {
            client.verify();
        }
        if (clients.stream().anyMatch(TortureClient::hasReplacedShared)) {
            String found = Files.readString(daemon.mount("shared"), StandardCharsets.ISO_8859_1);
            assertTrue(
                    clients.stream().flatMap(TortureClient::sharedContents).anyMatch(found::equals),
                    "the shared file holds what no client has put there as a whole");
        }
    }

    @Override
    public void close() throws IOException {
        clients.forEach(TortureClient::close);
        daemon.close();
    }
}
