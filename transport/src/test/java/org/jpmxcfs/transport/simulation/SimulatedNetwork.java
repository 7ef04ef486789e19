package org.jpmxcfs.transport.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jpmxcfs.transport.wire.Message;

/** Delays, loses, repeats and reorders messages; directions between nodes can be cut. */
final class SimulatedNetwork {
    private record Direction(int from, int to) {}

    private final Simulation simulation;
    private final RandomGenerator random;
    private final Set<Direction> cut = new HashSet<>();
    private int lossPercent;
    private int duplicatePercent;
    private int delayMaxMillis;

    SimulatedNetwork(Simulation simulation, RandomGenerator random, Plan plan) {
        this.simulation = simulation;
        this.random = random;
        this.lossPercent = plan.lossPercent();
        this.duplicatePercent = plan.duplicatePercent();
        this.delayMaxMillis = plan.delayMaxMillis();
    }

    void send(int from, int to, Message message) {
        if (cut.contains(new Direction(from, to)) || random.nextInt(100) < lossPercent) {
            return;
        }
        deliverLater(from, to, message);
        if (random.nextInt(100) < duplicatePercent) {
            deliverLater(from, to, message);
        }
    }

    private void deliverLater(int from, int to, Message message) {
        long delayMicros = 50 + random.nextInt(delayMaxMillis * 1000);
        if (lossPercent > 0 && random.nextInt(100) == 0) {
            delayMicros *= 10;
        }
        simulation.after(
                delayMicros * 1000,
                () -> {
                    if (!cut.contains(new Direction(from, to))) {
                        simulation.node(to).receive(from, message);
                    }
                });
    }

    /** Nothing passes between the two sets of nodes. */
    void separate(List<Integer> one, List<Integer> other) {
        for (int a : one) {
            for (int b : other) {
                cutOneWay(a, b);
                cutOneWay(b, a);
            }
        }
    }

    /** Nothing passes but between these nodes. */
    void connectOnly(List<Integer> group, int nodeCount) {
        heal();
        for (int a = 1; a <= nodeCount; a++) {
            for (int b = 1; b <= nodeCount; b++) {
                if (!group.contains(a) || !group.contains(b)) {
                    cutOneWay(a, b);
                }
            }
        }
    }

    void cutOneWay(int from, int to) {
        cut.add(new Direction(from, to));
    }

    void heal() {
        cut.clear();
    }

    /** Messages take up to this long from here on. */
    void slowDown(int newDelayMaxMillis) {
        delayMaxMillis = newDelayMaxMillis;
    }

    /** No faults of its own from here on. */
    void calm() {
        heal();
        lossPercent = 0;
        duplicatePercent = 0;
        delayMaxMillis = 3;
    }
}
