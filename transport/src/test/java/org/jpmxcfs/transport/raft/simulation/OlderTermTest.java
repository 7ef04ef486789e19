package org.jpmxcfs.transport.raft.simulation;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Why a leader does not commit an entry of an older term by counting replicas: figure 3.7 of
 * Ongaro's dissertation, played step by step.
 */
class OlderTermTest {
    private static final long MILLIS = 1_000_000;
    private static final long SECONDS = 1000 * MILLIS;
    private static final int NODES = 5;

    private Simulation run;
    private SimulatedNode first; // leads, then leads again
    private SimulatedNode beside; // has the entry of the first leader
    private long olderIndex; // of the entry in question
    private SimulatedNode rival; // led in between
    private SimulatedNode third; // gets the entry of the first leader later
    private List<SimulatedNode> others;

    @Test
    void shouldNotCommitEntryOfOlderTermByCounting() {
        // given figure 3.7 up to (c)
        replicateToMajorityInLaterTerm(1, Plan.SabotageKind.NOTHING);

        // when the rival stands for election before three nodes that could elect it
        letRivalStand();
        run.runFor(5 * SECONDS);

        // then what is committed keeps it from winning, and nothing is lost
        assertNotSame(rival, run.leader());
        run.settle();
    }

    @Test
    void shouldNoticeWhenEntryOfOlderTermIsCommittedByCounting() {
        // given a run in which the third node got the older entry, but not yet the newer one
        long seed = 0;
        do {
            seed++;
            replicateToMajorityInLaterTerm(seed, Plan.SabotageKind.OLDER_TERM_COMMITTED);
        } while (third.replica().lastIndex() > olderIndex);

        // when
        letRivalStand();
        Violation noticed = assertThrows(Violation.class, () -> run.runFor(5 * SECONDS));

        // then
        assertTrue(noticed.getMessage().startsWith("leader completeness"), noticed.getMessage());
    }

    private void replicateToMajorityInLaterTerm(long seed, Plan.SabotageKind sabotage) {
        run = new Simulation(seed, Plan.oneByOne(NODES, sabotage));
        run.settle();

        // (a) an entry reaches one follower only
        first = run.leader();
        beside = run.nodes().stream().filter(n -> n != first).findFirst().orElseThrow();
        connectOnly(first, beside);
        run.clients().submit(first);
        olderIndex = first.replica().lastIndex();
        run.runFor(100 * MILLIS);
        assertTrue(beside.replica().lastIndex() == olderIndex, beside::toString);

        // (b) a rival is elected by the others, and dies with an entry that nobody else has
        first.crash();
        beside.crash();
        others = run.nodes().stream().filter(n -> n != first && n != beside).toList();
        connectOnly(others.get(0), others.get(1), others.get(2));
        run.runUntil("a rival", 5 * SECONDS, () -> run.leader() != null);
        rival = run.leader();
        connectOnly();
        run.runFor(50 * MILLIS);
        rival.crash();

        // (c) the first entry reaches a majority in a later term
        third = others.stream().filter(n -> n != rival).findFirst().orElseThrow();
        first.start();
        beside.start();
        connectOnly(first, beside, third);
        run.runUntil("the entry is committed", 10 * SECONDS, this::isCommitted);
        connectOnly();
    }

    private boolean isCommitted() {
        return first.replica().committedIndex() >= olderIndex
                || beside.replica().committedIndex() >= olderIndex;
    }

    /** (d). */
    private void letRivalStand() {
        first.crash();
        beside.crash();
        rival.start();
        connectOnly(others.get(0), others.get(1), others.get(2));
    }

    private void connectOnly(SimulatedNode... group) {
        run.network().connectOnly(List.of(group).stream().map(SimulatedNode::id).toList(), NODES);
    }
}
