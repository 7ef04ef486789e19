package org.jpmxcfs.fuse.it.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a cluster of three survives while programs write on all nodes: nothing that was acknowledged
 * is lost, nothing is applied twice, and no call waits for long.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClusterFaultIT {
    private static final int KILLS = Integer.getInteger("cluster.kills", 3);
    private static final long FAULT_MILLIS = Long.getLong("cluster.fault.millis", 1_500);
    private static final int LOSS_PERCENT = 5;
    private static final long LOAD_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(300);

    /** A call ends within 5 s; a machine under test may be slow. */
    private static final long CALL_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

    private final long seed = Long.getLong("cluster.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private Cluster cluster;
    private Load load;

    @BeforeEach
    void prepare() throws IOException {
        System.out.println("ClusterFaultIT: -Dcluster.seed=" + seed);
        cluster = Cluster.of(ClusterFaultIT.class, 3);
        load = new Load(cluster);
    }

    @AfterEach
    void stop() throws IOException {
        if (load != null) {
            load.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void shouldLoseNothingWhenLeadersAreKilledNodesAreCutOffAndPacketsAreLost() throws Exception {
        // given
        load.awaitProgress(cluster.members());

        // when
        killLeaders();
        cutOffFollower();
        cutOffLeader();
        cutOffTwo();
        holdLeaderStill();
        losePackets();

        // then
        load.awaitProgress(cluster.members());
        load.stop();
        load.verify();
        System.out.printf("ClusterFaultIT: %d changes held%n", load.acknowledgedCount());
    }

    private void killLeaders() throws Exception {
        List<Long> gaps = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            LockSupport.parkNanos((long) (random.nextDouble() * LOAD_NANOS_MAX));
            gaps.add(load.killLeader());
            load.awaitProgress(cluster.members());
        }
        gaps.sort(null);
        System.out.printf(
                "ClusterFaultIT: next acknowledged change after kill -9 of the leader, %d times: median %d"
                        + " ms, longest %d ms%n",
                KILLS, millis(gaps.get(KILLS / 2)), millis(gaps.get(KILLS - 1)));
        tellLongestCall("kills of the leader");
    }

    private void cutOffFollower() {
        Member leader = cluster.awaitLeader();
        Member follower = cluster.others(leader).get(0);
        follower.host().unplug();
        load.awaitRefusal(List.of(follower));
        load.awaitProgress(cluster.others(follower));
        linger();
        follower.host().plugIn();
        load.awaitProgress(cluster.members());
        tellLongestCall("a follower cut off");
    }

    private void cutOffLeader() throws Exception {
        Member leader = cluster.awaitLeader();
        long gap = load.gapAfter(leader.host()::unplug);
        load.awaitRefusal(List.of(leader));
        load.awaitProgress(cluster.others(leader));
        linger();
        leader.host().plugIn();
        load.awaitProgress(cluster.members());
        System.out.printf("ClusterFaultIT: %d ms without the leader's cable%n", millis(gap));
        tellLongestCall("the leader cut off");
    }

    private void cutOffTwo() {
        List<Member> cut = cluster.members().subList(0, 2);
        cut.forEach(member -> member.host().unplug());
        load.awaitRefusal(cluster.members());
        load.awaitRefusal(cluster.members()); // none is left of the calls under way
        long before = load.acknowledgedCount();
        linger();
        assertEquals(before, load.acknowledgedCount(), "changed without a majority");
        cut.forEach(member -> member.host().plugIn());
        load.awaitProgress(cluster.members());
        tellLongestCall("two nodes cut off");
    }

    private void holdLeaderStill() throws Exception {
        Member leader = cluster.awaitLeader();
        ProcessHandle process = leader.daemon().process();
        long gap = load.gapAfter(() -> Member.signal(process, "STOP"));
        load.awaitProgress(cluster.others(leader));
        linger();
        tellLongestCall("the leader held still, on the others");
        Member.signal(process, "CONT");
        load.awaitProgress(cluster.members());
        load.takeLongestNanos(); // of programs on the node that was held still
        System.out.printf("ClusterFaultIT: %d ms until the others went on%n", millis(gap));
    }

    private void losePackets() {
        if (!cluster.members().stream().allMatch(member -> member.host().lose(LOSS_PERCENT))) {
            System.out.println("ClusterFaultIT: packets cannot be lost here, nftables is missing");
            return;
        }
        long before = load.acknowledgedCount();
        linger();
        load.awaitProgress(cluster.members());
        long acknowledged = load.acknowledgedCount() - before;
        cluster.members().forEach(member -> member.host().lose(0));
        System.out.printf(
                "ClusterFaultIT: %d changes in %d ms with %d %% of packets lost%n",
                acknowledged, FAULT_MILLIS, LOSS_PERCENT);
        tellLongestCall("packets lost");
    }

    private static void linger() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(FAULT_MILLIS));
    }

    private void tellLongestCall(String what) {
        long longest = load.takeLongestNanos();
        System.out.printf("ClusterFaultIT: longest call with %s: %d ms%n", what, millis(longest));
        assertTrue(longest < CALL_NANOS_MAX, () -> "a call took " + millis(longest) + " ms");
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
