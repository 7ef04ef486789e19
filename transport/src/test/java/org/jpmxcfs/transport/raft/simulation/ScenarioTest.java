package org.jpmxcfs.transport.raft.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.raft.core.Input;
import org.jpmxcfs.transport.raft.core.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single situations, each played out on purpose. */
class ScenarioTest {
    private static final long MILLIS = 1_000_000;
    private static final long SECONDS = 1000 * MILLIS;

    @Test
    void shouldServeLaggingFollowerFromLeaderRestartedBehindSnapshot() {
        // given a follower that missed what the leader's journal holds no more
        Simulation run = settled(1, Plan.calm(3).withJournalCountMax(30));
        SimulatedNode lagging = follower(run);
        lagging.crash();
        submitMany(run, 400);
        SimulatedNode leader = run.leader();
        assertTrue(leader.replica().mark().index() > 100, leader::toString);

        // when the leader restarts, and then the follower
        leader.crash();
        leader.start();
        run.runFor(2 * SECONDS);
        lagging.start();

        // then the follower gets everything
        run.settle();
        assertEquals(run.leader().state().checksum(), lagging.state().checksum());
    }

    @Test
    void shouldNeedNoSnapshotForFollowerThatMissedAnElectionOnly() {
        // given journals that begin after a mark
        Simulation run = settled(1, Plan.calm(3).withJournalCountMax(100));
        submitMany(run, 450);
        SimulatedNode away = follower(run);
        assertTrue(away.replica().mark().index() > 100, away::toString);

        // when a leader is elected while a follower is away, and probes it in vain
        away.crash();
        SimulatedNode leader = run.leader();
        leader.crash();
        leader.start();
        run.runFor(3 * SECONDS);
        away.start();

        // then the follower gets the entries that it has missed
        run.settle();
        assertEquals(run.leader().state().checksum(), away.state().checksum());
        assertTrue(run.nodes().stream().noneMatch(SimulatedNode::hasTakenSnapshot));
    }

    @Test
    void shouldNoticeDeathOfLeaderElectedDuringOwnTrial() {
        int overlaps = 0;
        List<Long> gaps = new ArrayList<>();
        for (long seed = 1; seed <= 200; seed++) {
            // given a follower that asks for trial votes while another wins
            Simulation run = settled(seed, Plan.calm(5));
            run.network().slowDown(150);
            run.leader().crash();
            run.runUntil("a new leader", 5 * SECONDS, () -> run.leader() != null);
            if (run.nodes().stream().noneMatch(n -> has(n, Role.TRIAL_CANDIDATE))) {
                continue;
            }
            overlaps++;

            // when the winner dies as soon as the others follow it
            run.runFor(5 * MILLIS);
            long diedAt = run.now();
            run.leader().crash();

            // then there is another
            run.runUntil("a third leader", 5 * SECONDS, () -> run.leader() != null);
            gaps.add((run.now() - diedAt) / MILLIS);
        }
        assertTrue(overlaps > 5, "only " + overlaps + " overlaps");
        assertTrue(median(gaps) < 1000, "gaps in ms: " + gaps);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 7})
    void shouldHaveNewLeaderWithinSecondWhenLeaderDies(int nodeCount) {
        List<Long> gaps = new ArrayList<>();
        for (long seed = 1; seed <= 40; seed++) {
            // given
            Simulation run = settled(seed, Plan.calm(nodeCount));
            long diedAt = run.now();

            // when
            run.leader().crash();

            // then
            run.runUntil("a new leader", 5 * SECONDS, () -> run.leader() != null);
            gaps.add((run.now() - diedAt) / MILLIS);
        }
        assertTrue(median(gaps) < 700, "gaps in ms: " + gaps);
        assertTrue(Collections.max(gaps) < 2500, "gaps in ms: " + gaps);
    }

    @Test
    void shouldComeBackWhenAllLosePowerAtOnce() {
        // given a cluster that acknowledges before it syncs
        Simulation run = settled(3, Plan.calm(3).withSyncsAlways(false));
        submitMany(run, 100);
        long committed = run.oracle().committedIndex();
        SplittableRandom random = new SplittableRandom(3);

        // when everything was synced and then the power fails everywhere
        run.runFor(SECONDS);
        for (SimulatedNode node : run.nodes()) {
            node.crash();
            node.disk().losePower(random, true);
        }

        // then everybody comes back with everything, and doubts nobody
        run.settle();
        assertTrue(run.leader().replica().lastIndex() > committed);
    }

    @Test
    void shouldWaitForThirdVoterWhenTwoAreInDoubt() {
        // given two of three that may have forgotten something
        Simulation run = settled(4, Plan.calm(3).withSyncsAlways(false));
        submitMany(run, 50);
        SplittableRandom random = new SplittableRandom(4);
        for (SimulatedNode node : run.nodes()) {
            node.crash();
            if (node.id() <= 2) {
                node.disk().losePower(random, true);
            }
        }

        // when only they start
        run.node(1).start();
        run.node(2).start();
        run.runFor(10 * SECONDS);

        // then they elect nobody until the third is there
        assertFalse(run.node(1).replica().isQuorate());
        assertFalse(run.node(2).replica().isQuorate());
        run.settle();
    }

    @Test
    void shouldRefuseAtOnceWithoutMajority() {
        // given a leader cut off with one other of five
        Simulation run = settled(5, Plan.calm(5));
        SimulatedNode old = run.leader();
        SimulatedNode beside = follower(run);
        List<Integer> few = List.of(old.id(), beside.id());
        List<Integer> many = new ArrayList<>();
        run.nodes().forEach(n -> many.add(n.id()));
        many.removeAll(few);
        run.network().separate(few, many);

        // when it has had time to notice
        run.runFor(1400 * MILLIS);
        long onOld = run.clients().submit(old);
        long onBeside = run.clients().submit(beside);

        // then both refuse without delay, and the others have a leader
        assertTrue(run.clients().isAnswered(onOld) && !run.clients().isAcknowledged(onOld));
        assertTrue(run.clients().isAnswered(onBeside) && !run.clients().isAcknowledged(onBeside));
        assertTrue(many.contains(run.leader().id()));
        run.settle();
    }

    @Test
    void shouldKeepLeaderWhenFollowerHearsNobody() {
        // given
        Simulation run = settled(6, Plan.calm(3));
        SimulatedNode leader = run.leader();
        SimulatedNode deaf = follower(run);
        long term = leader.replica().term();

        // when one follower is heard but hears nothing, and then hears again
        run.nodes().forEach(n -> run.network().cutOneWay(n.id(), deaf.id()));
        run.runFor(10 * SECONDS);
        assertFalse(deaf.replica().isQuorate());
        run.settle();

        // then it has not disturbed anybody
        assertEquals(leader.id(), run.leader().id());
        assertEquals(term, run.leader().replica().term());
    }

    @Test
    void shouldHandLeadershipOverWithinTwoHeartbeats() {
        // given
        Simulation run = settled(7, Plan.calm(3));
        SimulatedNode leader = run.leader();

        // when
        leader.step(new Input.StepAside());
        run.runFor(200 * MILLIS);

        // then
        assertNotEquals(leader.id(), run.leader().id());
        run.settle();
    }

    @Test
    void shouldReplaceAllMembersOneByOne() {
        // given three members and two spare nodes
        Simulation run = settled(8, Plan.calm(3).withJournalCountMax(30));
        submitMany(run, 100);
        int leader = run.leader().id();

        // when the two join, and the leader with another leaves
        List<Member> wanted = new ArrayList<>(run.wanted());
        wanted.add(Simulation.member(4, true));
        wanted.add(Simulation.member(5, true));
        run.want(List.copyOf(wanted));
        run.settle();
        wanted.removeIf(m -> m.id() == leader || m.id() == leader % 3 + 1);
        run.want(List.copyOf(wanted));
        run.settle();

        // then the new members rule
        assertEquals(3, run.leader().replica().members().size());
        assertNotEquals(leader, run.leader().id());
        assertTrue(run.node(4).state().index() > 100);
    }

    private static Simulation settled(long seed, Plan plan) {
        Simulation run = new Simulation(seed, plan);
        run.settle();
        return run;
    }

    private static void submitMany(Simulation run, int count) {
        for (int i = 0; i < count; i++) {
            run.clients().submit(run.leader());
            run.runFor(10 * MILLIS);
        }
        run.runFor(500 * MILLIS);
    }

    private static SimulatedNode follower(Simulation run) {
        return run.nodes().stream()
                .filter(n -> n.id() != run.leader().id() && !n.replica().members().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private static boolean has(SimulatedNode node, Role role) {
        return node.isUp() && node.replica().role() == role;
    }

    private static long median(List<Long> values) {
        List<Long> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
