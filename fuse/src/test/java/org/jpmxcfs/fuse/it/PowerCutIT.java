package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The disk loses its power under load: what was promised is there afterwards. */
class PowerCutIT {
    private static final int CUTS = Integer.getInteger("power.cuts", 5);
    private static final long DISK_BYTES = 320L << 20;
    private static final int CLIENTS = 3;
    private static final long LOAD_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(1_500);
    private static final long JOIN_MILLIS_MAX = 30_000;

    /** The window that batch mode promises. */
    private static final long WINDOW_MILLIS = 50;

    /** How long a change of what is rewritten may wait, and what comes on top. */
    private static final long LONG_WINDOW_MILLIS = 300;

    /** The failure itself, and what comes after it. */
    private static final Set<String> READ_ONLY = Set.of("Input/output error", "Permission denied");

    private final long seed = Long.getLong("power.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<PowerCutClient> clients = new ArrayList<>();
    private PowerCutRewriter rewriter;
    private long cutNanos;
    private Daemon daemon;
    private LoopDisk disk;

    @BeforeEach
    void prepare() throws IOException {
        Assumptions.assumeTrue(
                LoopDisk.Kind.XFS.isThere() || "true".equals(System.getenv("CI")),
                "no XFS can be made here");
        daemon = Daemon.of(PowerCutIT.class);
        disk =
                LoopDisk.make(
                        LoopDisk.Kind.XFS, DISK_BYTES, daemon.beside("disk.img"), daemon.data());
        rewriter = new PowerCutRewriter(daemon.mount());
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new PowerCutClient(daemon.mount(), i));
        }
    }

    @AfterEach
    void clear() throws IOException {
        daemon.close();
        disk.close();
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldHoldWhatWasPromisedWhenThePowerFails() throws Exception {
        System.out.println("PowerCutIT: repeat with -Dit.test=PowerCutIT -Dpower.seed=" + seed);
        // given
        boot("always");
        for (PowerCutClient client : clients) {
            client.createDirectory();
        }
        for (int cut = 1; cut <= CUTS; cut++) {
            boolean always = cut % 2 == 1;
            // when
            long startNanos = System.nanoTime();
            long windowMillis = loadAndCut();
            long cutMillis = millisSince(startNanos);
            daemon.kill();
            disk.unmount();
            disk.mount();
            long mountedMillis = millisSince(startNanos);
            boot(always ? "batch" : "always");
            long bootedMillis = millisSince(startNanos);
            // then
            for (PowerCutClient client : clients) {
                client.verify(always ? 0 : windowMillis);
            }
            rewriter.verify(cutNanos, always ? 0 : LONG_WINDOW_MILLIS + windowMillis);
            System.out.printf(
                    "PowerCutIT: cut %d, %s, window %d ms, cut at %d, disk back at %d, up at %d,"
                            + " verified at %d ms%n",
                    cut,
                    always ? "always" : "batch",
                    windowMillis,
                    cutMillis,
                    mountedMillis,
                    bootedMillis,
                    millisSince(startNanos));
        }
        daemon.umount();
        daemon.requireIntact();
        long lost = clients.stream().mapToLong(PowerCutClient::lostCount).sum();
        long held = clients.stream().mapToLong(PowerCutClient::heldCount).sum();
        System.out.printf("PowerCutIT: %d held, %d within the window lost%n", held, lost);
    }

    private static long millisSince(long startNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    /** Starts the daemon as after a new start of the machine. */
    private void boot(String durability) throws IOException {
        Files.writeString(daemon.beside("boot-id"), UUID.randomUUID().toString());
        daemon.startInForeground(
                "--durability=" + durability,
                "--sync-window=" + LONG_WINDOW_MILLIS + "ms",
                "--boot-id-file=" + daemon.beside("boot-id"));
    }

    /** Returns the window in milliseconds: the promised one, or what a slow disk made of it. */
    private long loadAndCut() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (PowerCutClient client : clients) {
            Thread thread = new Thread(client, "client");
            thread.setDaemon(true);
            threads.add(thread);
        }
        Thread rewriting = new Thread(rewriter, "rewriter");
        rewriting.setDaemon(true);
        threads.add(rewriting);
        long before = clients.get(0).heldCount();
        threads.forEach(Thread::start);
        Until.holds("under load", () -> clients.get(0).acknowledgedCount() > before + 3);
        LockSupport.parkNanos((long) (random.nextDouble() * LOAD_NANOS_MAX));
        long waitMillis = daemon.status().get("journal").get("longestUnsyncedMillis").asLong();
        cutNanos = System.nanoTime();
        clients.forEach(client -> client.cutAt(cutNanos));
        disk.losePower();
        for (PowerCutClient client : clients) {
            Until.holds("the failed disk is noticed", client::isRefused);
        }
        Until.holds("the failed disk is noticed", rewriter::isRefused);
        for (Thread thread : threads) {
            thread.join(JOIN_MILLIS_MAX);
            assertTrue(!thread.isAlive(), "a client still waits for a disk that is dead");
        }
        clients.forEach(
                client ->
                        assertTrue(
                                READ_ONLY.contains(client.refusal()),
                                () -> "refused with: " + client.refusal()));
        return Math.max(WINDOW_MILLIS, 2 * waitMillis);
    }
}
