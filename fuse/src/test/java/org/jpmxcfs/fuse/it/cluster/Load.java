package org.jpmxcfs.fuse.it.cluster;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.jpmxcfs.fuse.it.Until;

/** Programs that write through the mounts of all nodes at once, until they are stopped. */
final class Load implements AutoCloseable {
    /** Something that happens to the cluster. */
    interface Fault {
        void happen() throws Exception;
    }

    /** The directory of everything that is written. */
    static final String DIRECTORY = "load";

    private static final int PROGRAMS_A_NODE = 2;
    private static final long JOIN_MILLIS_MAX = 60_000;
    private static final long NONE_YET = Long.MAX_VALUE;

    private final Cluster cluster;
    private final List<Appender> appenders = new ArrayList<>();
    private final Map<Appender, Thread> threads = new HashMap<>();
    private final long versionBefore;
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLong firstEndNanos = new AtomicLong(NONE_YET);
    private volatile long watchedSinceNanos = NONE_YET;
    private volatile boolean stopped;

    /** Begins to write; nothing else may change the tree until the load is verified. */
    Load(Cluster cluster) throws IOException {
        this.cluster = cluster;
        Cluster.patiently(() -> Files.createDirectory(cluster.member(1).path(DIRECTORY)));
        cluster.awaitEqual();
        versionBefore = version(cluster.member(1));
        for (Member member : cluster.members()) {
            for (int i = 0; i < PROGRAMS_A_NODE; i++) {
                appenders.add(new Appender(this, member, i));
            }
        }
        appenders.forEach(this::start);
    }

    /** Starts the programs of a node that was away. */
    void resume(Member member) throws InterruptedException {
        for (Appender appender : of(member)) {
            threads.get(appender).join(JOIN_MILLIS_MAX);
            assertFalse(threads.get(appender).isAlive(), "a program waits for a dead daemon");
            start(appender);
        }
    }

    /** Returns when every program on these nodes has written more. */
    void awaitProgress(List<Member> members) {
        awaitMore("progress", members, Appender::acknowledgedCount);
    }

    /** Returns when every program on these nodes was told that there is no quorum. */
    void awaitRefusal(List<Member> members) {
        awaitMore("no quorum", members, Appender::refusedCount);
    }

    private void awaitMore(String what, List<Member> members, ToLongFunction<Appender> count) {
        Map<Appender, Long> before = new HashMap<>();
        for (Appender appender : appenders) {
            if (members.contains(appender.member())) {
                before.put(appender, count.applyAsLong(appender));
            }
        }
        Until.holds(
                what + " on " + members.stream().map(Member::name).toList(),
                () -> {
                    requireNoProblem();
                    return before.entrySet().stream()
                            .allMatch(e -> count.applyAsLong(e.getKey()) > e.getValue());
                });
    }

    /**
     * Kills the leader, and starts it again when the others have gone on.
     *
     * @return as {@link #gapAfter}
     */
    long killLeader() throws Exception {
        Member leader = cluster.awaitLeader();
        long gapNanos = gapAfter(leader::kill);
        awaitProgress(cluster.others(leader));
        leader.start();
        resume(leader);
        return gapNanos;
    }

    /**
     * Lets something happen.
     *
     * @return nanoseconds from then until a change was acknowledged that was asked for after it
     */
    long gapAfter(Fault fault) throws Exception {
        long beginNanos = System.nanoTime();
        fault.happen();
        firstEndNanos.set(NONE_YET);
        watchedSinceNanos = System.nanoTime();
        Until.holds("an acknowledged change", () -> firstEndNanos.get() != NONE_YET);
        return firstEndNanos.get() - beginNanos;
    }

    /** The longest that any call has taken, since this was last asked. */
    long takeLongestNanos() {
        return longestNanos.getAndSet(0);
    }

    /** Ends all programs. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads.values()) {
            thread.join(JOIN_MILLIS_MAX);
            assertFalse(thread.isAlive(), "a program still waits");
        }
        requireNoProblem();
    }

    /**
     * Checks, after the stop, that every node holds what was acknowledged, and that no change was
     * applied twice: each one raises the version of the tree by 1.
     */
    void verify() throws IOException {
        cluster.awaitEqual();
        for (Member member : cluster.members()) {
            for (Appender appender : appenders) {
                appender.verify(member);
            }
        }
        long changes = version(cluster.member(1)) - versionBefore;
        long doubtful = appenders.stream().mapToLong(Appender::doubtfulCount).sum();
        assertTrue(
                changes >= acknowledgedCount() && changes <= acknowledgedCount() + doubtful,
                () ->
                        "%d changes applied, %d acknowledged, %d without an answer"
                                .formatted(changes, acknowledgedCount(), doubtful));
    }

    /** How many changes were acknowledged. */
    long acknowledgedCount() {
        return appenders.stream().mapToLong(Appender::acknowledgedCount).sum();
    }

    @Override
    public void close() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    void called(long beginNanos, long endNanos) {
        longestNanos.accumulateAndGet(endNanos - beginNanos, Math::max);
    }

    void acknowledged(long beginNanos, long endNanos) {
        if (beginNanos - watchedSinceNanos >= 0 && watchedSinceNanos != NONE_YET) {
            firstEndNanos.accumulateAndGet(endNanos, Math::min);
        }
    }

    private List<Appender> of(Member member) {
        return appenders.stream().filter(appender -> appender.member() == member).toList();
    }

    private void start(Appender appender) {
        Thread thread = new Thread(appender, "load");
        thread.setDaemon(true);
        threads.put(appender, thread);
        thread.start();
    }

    private void requireNoProblem() {
        appenders.forEach(appender -> assertNull(appender.problem()));
    }

    private static long version(Member member) {
        return member.status().at("/tree/version").asLong();
    }
}
