package org.jpmxcfs.fuse.it.cluster;

import static org.jpmxcfs.fuse.it.cluster.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.fuse.it.linearizability.Call;
import org.jpmxcfs.fuse.it.linearizability.Linearizability;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What programs on three nodes are told has one order, whatever happens to nodes and cables. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LinearizabilityIT {
    private static final int PROGRAMS_A_NODE = 2;
    private static final long PHASE_MILLIS = Long.getLong("cluster.phase.millis", 1_500);
    private static final Path HISTORY = Path.of("target/history.txt").toAbsolutePath();
    private static final long JOIN_MILLIS_MAX = 60_000;

    private final long seed = Long.getLong("cluster.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Queue<Call> history = new ConcurrentLinkedQueue<>();
    private final AtomicLong sizes = new AtomicLong();
    private final Map<Recorder, Thread> threads = new HashMap<>();
    private Cluster cluster;

    @BeforeEach
    void prepare() throws IOException {
        System.out.println("LinearizabilityIT: -Dcluster.seed=" + seed);
        cluster = Cluster.of(LinearizabilityIT.class, 3);
        patiently(() -> Files.createDirectories(cluster.member(1).path(Recorder.FILES)));
        patiently(() -> Files.createDirectories(cluster.member(1).path(Recorder.LOCKS)));
        cluster.awaitEqual();
    }

    @AfterEach
    void stop() throws IOException {
        threads.keySet().forEach(Recorder::stop);
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void shouldGiveAllChangesOneOrderThatEveryNodeFollows() throws Exception {
        // given
        Member leader = cluster.awaitLeader();
        Numbers numbers = new Numbers(cluster.others(leader).get(0));
        cluster.awaitEqual();
        numbers.start(cluster.members(), random);
        cluster.members().forEach(this::record);
        linger();

        // when
        leader.kill();
        linger();
        leader.start();
        record(leader);
        linger();
        numbers.stop();
        Member cut = cluster.awaitLeader();
        cut.host().unplug();
        linger();
        cut.host().plugIn();
        linger();
        join();

        // then
        cluster.awaitEqual();
        List<Call> calls = new ArrayList<>(history);
        calls.sort(Comparator.comparingLong(Call::beginNanos));
        Map<Object, Integer> counts = new HashMap<>();
        calls.forEach(call -> counts.merge(call.answer(), 1, Integer::sum));
        System.out.println("LinearizabilityIT: calls by answer: " + counts);
        assertTrue(calls.size() > 100, () -> "only " + calls.size() + " calls");
        Optional<String> contradiction = Linearizability.contradiction(calls);
        if (contradiction.isPresent()) {
            Files.write(HISTORY, calls.stream().map(Call::toString).toList());
        }
        assertEquals(Optional.empty(), contradiction, "all calls are in " + HISTORY);
    }

    private void record(Member member) {
        for (int i = 0; i < PROGRAMS_A_NODE; i++) {
            Recorder recorder = new Recorder(member, new Random(random.nextLong()), sizes, history);
            Thread thread = new Thread(recorder, "recorder");
            thread.setDaemon(true);
            threads.put(recorder, thread);
            thread.start();
        }
    }

    private void join() throws InterruptedException {
        threads.keySet().forEach(Recorder::stop);
        for (Thread thread : threads.values()) {
            thread.join(JOIN_MILLIS_MAX);
            assertFalse(thread.isAlive(), "a program still waits");
        }
    }

    private static void linger() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PHASE_MILLIS));
    }
}
