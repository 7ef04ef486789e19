package org.jpmxcfs.transport.raft.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jpmxcfs.log.model.Member;

/** What goes wrong, at random. */
final class Faults {
    private static final long MILLIS = 1_000_000;

    private final Simulation simulation;
    private final RandomGenerator random;
    private final Plan plan;

    Faults(Simulation simulation, RandomGenerator random, Plan plan) {
        this.simulation = simulation;
        this.random = random;
        this.plan = plan;
    }

    /** Causes one fault after another, for as long as the plan says. */
    void work() {
        if (simulation.isCalm()) {
            return;
        }
        cause();
        simulation.after((1 + random.nextInt(2 * plan.faultEveryMillis())) * MILLIS, this::work);
    }

    private void cause() {
        SimulatedNode node = simulation.node(1 + random.nextInt(simulation.nodeCount()));
        if (random.nextInt(3) == 0 && simulation.leader() != null) {
            node = simulation.leader();
        }
        switch (random.nextInt(12)) {
            case 0, 1 -> kill(node);
            case 2 -> node.crashSoon();
            case 3 -> losePower(node);
            case 4 -> damage(node);
            case 5 -> separate();
            case 6 -> cutOneWay(node);
            case 7, 8 -> simulation.network().heal();
            case 9 -> pause(node);
            case 10 -> node.slowSync(random.nextInt(4) == 0 ? 800 : 0);
            default -> changeMembers();
        }
    }

    private void kill(SimulatedNode node) {
        if (node.isUp()) {
            simulation.die(node);
        }
    }

    private void losePower(SimulatedNode node) {
        boolean doubt = !plan.syncsAlways();
        if (doubt && !mayDoubt(node)) {
            return;
        }
        node.crash();
        node.disk().losePower(random, doubt);
        simulation.restartLater(node);
    }

    private void damage(SimulatedNode node) {
        if (mayDoubt(node)) {
            node.crash();
            node.disk().damage(random);
            simulation.restartLater(node);
        }
    }

    /**
     * What a majority forgets at once is lost, so no more than a minority of the smallest cluster
     * that may be under way is in doubt at the same time.
     */
    private boolean mayDoubt(SimulatedNode node) {
        int doubtful = 0;
        for (SimulatedNode other : simulation.nodes()) {
            doubtful += other != node && other.disk().isForgetful() ? 1 : 0;
        }
        int minority = plan.membersChange() ? 1 : (plan.nodeCount() - 1) / 2;
        return doubtful < minority;
    }

    private void separate() {
        List<Integer> one = new ArrayList<>();
        List<Integer> other = new ArrayList<>();
        for (SimulatedNode node : simulation.nodes()) {
            (random.nextBoolean() ? one : other).add(node.id());
        }
        simulation.network().separate(one, other);
    }

    private void cutOneWay(SimulatedNode node) {
        for (SimulatedNode other : simulation.nodes()) {
            if (other != node && random.nextBoolean()) {
                simulation.network().cutOneWay(node.id(), other.id());
            }
        }
    }

    private void pause(SimulatedNode node) {
        if (node.isUp() && !node.isPaused()) {
            node.pause((100 + random.nextInt(2000)) * MILLIS);
        }
    }

    private void changeMembers() {
        if (!plan.membersChange()) {
            simulation.node(1 + random.nextInt(simulation.nodeCount())).crashSoon();
            return;
        }
        List<Member> wanted = new ArrayList<>(simulation.wanted());
        Member chosen = Simulation.member(1 + random.nextInt(simulation.nodeCount()), true);
        if (!wanted.remove(chosen)) {
            wanted.add(chosen);
        }
        if (wanted.size() >= 3) {
            simulation.want(wanted);
        }
    }
}
