package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code kill -9} at random instants while several clients write. */
class CrashIT {
    private static final int KILLS = Integer.getInteger("crash.kills", 20);
    private static final int CLIENTS = 4;
    private static final long LOAD_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(400);
    private static final long START_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(1500);
    private static final long JOIN_MILLIS_MAX = 30_000;

    private final long seed = Long.getLong("crash.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<CrashClient> clients = new ArrayList<>();
    private Daemon daemon;

    @BeforeEach
    void prepare() throws IOException {
        daemon = Daemon.of(CrashIT.class);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new CrashClient(daemon.mount(), i, seed));
        }
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldHoldEveryAcknowledgedChangeWhenKilledAtAnyInstant() throws Exception {
        System.out.println("CrashIT: repeat with -Dit.test=CrashIT -Dcrash.seed=" + seed);
        // given
        daemon.startInForeground();
        for (CrashClient client : clients) {
            client.createDirectory();
        }

        // when, then
        for (int kill = 1; kill <= KILLS; kill++) {
            loadAndKill();
            if (random.nextInt(4) == 0) {
                killDuringStart();
            }
            daemon.startInForeground();
            verify();
        }
        daemon.umount();
        daemon.requireIntact();
        long acknowledged = clients.stream().mapToLong(CrashClient::acknowledgedCount).sum();
        System.out.printf("CrashIT: %d changes held over %d kills%n", acknowledged, KILLS);
    }

    private void loadAndKill() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (CrashClient client : clients) {
            Thread thread = new Thread(client, "client");
            thread.setDaemon(true);
            threads.add(thread);
        }
        long before = clients.get(0).acknowledgedCount();
        threads.forEach(Thread::start);
        Until.holds("under load", () -> clients.get(0).acknowledgedCount() > before);
        LockSupport.parkNanos((long) (random.nextDouble() * LOAD_NANOS_MAX));
        daemon.kill();
        for (Thread thread : threads) {
            thread.join(JOIN_MILLIS_MAX);
            assertTrue(!thread.isAlive(), "a client still waits for a daemon that is dead");
        }
        for (CrashClient client : clients) {
            assertNull(client.refusal(), () -> "refused: " + client.refusal());
        }
    }

    private void killDuringStart() throws IOException {
        daemon.launchInForeground();
        LockSupport.parkNanos((long) (random.nextDouble() * START_NANOS_MAX));
        daemon.kill();
    }

    private void verify() throws IOException {
        for (CrashClient client : clients) {
            client.verify();
        }
        if (clients.stream().anyMatch(CrashClient::hasReplacedShared)) {
            String found = Files.readString(daemon.mount("shared"), StandardCharsets.ISO_8859_1);
            assertTrue(
                    clients.stream().flatMap(CrashClient::sharedContents).anyMatch(found::equals),
                    "the shared file holds what no client has put there as a whole");
        }
    }
}
