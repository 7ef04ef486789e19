package org.jpmxcfs.transport.corosync.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jpmxcfs.transport.corosync.sync.Moment;
import org.jpmxcfs.transport.corosync.wire.LogLine;
import org.junit.jupiter.api.Test;

/** Status groups under all faults: at rest, everybody knows everything. */
class StatusSimulationTest {
    private static final long SEEDS = Long.getLong("simulation.seeds", 300);
    private static final long FIRST = Long.getLong("simulation.first", System.nanoTime() >>> 10);

    @Test
    void shouldKnowAllValuesAndLinesAtRest() {
        long lines = LongStream.range(FIRST, FIRST + SEEDS).map(seed -> new Run(seed).play()).sum();

        assertTrue(lines > 5 * SEEDS, () -> "hardly any line: " + lines);
    }

    private static final class Run {
        private static final int REST_STEPS_MAX = 10_000;
        private static final int FAULT_EVERY = 40;

        private final long seed;
        private final RandomGenerator random;
        private final Totem totem;
        private final List<StatusNode> nodes = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();
        private int second = 1_000_000;

        private Run(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.totem = new Totem(2 + random.nextInt(3), random);
            totem.hosts().forEach(host -> nodes.add(new StatusNode(host)));
            nodes.forEach(StatusNode::start);
        }

        /** Gives how many lines are in the log in the end. */
        private int play() {
            try {
                for (int i = 0; i < 400; i++) {
                    if (random.nextInt(FAULT_EVERY) == 0) {
                        fault();
                    }
                    act(true);
                }
                rest();
                check();
            } catch (RuntimeException failure) {
                throw new AssertionError("seed " + seed + " fails: " + failure + nodes, failure);
            }
            return nodes.get(0).log().size();
        }

        private void rest() {
            totem.split(1);
            for (StatusNode node : nodes) {
                totem.start(node.host());
                if (!node.hasDaemon()) {
                    node.start();
                }
            }
            for (int i = 0; i < REST_STEPS_MAX && !isAtRest(); i++) {
                act(false);
            }
            Violation.unless(isAtRest(), "no rest");
        }

        private boolean isAtRest() {
            return !totem.isStale()
                    && nodes.stream()
                            .allMatch(n -> n.isAtRest(nodes.size()) && !totem.isBusy(n.host()));
        }

        private void check() {
            // A node has its own line at once, others when it comes: the order may differ.
            Set<LogLine> log = Set.copyOf(nodes.get(0).log());
            for (StatusNode node : nodes) {
                Violation.unless(
                        Set.copyOf(node.log()).equals(log), "logs differ: %s %s", node.log(), log);
                for (StatusNode other : nodes) {
                    Violation.unless(
                            node == other || node.of(other).equals(other.own()),
                            "node %d does not know the values of node %d",
                            node.host().id(),
                            other.host().id());
                }
            }
        }

        private void act(boolean works) {
            StatusNode node = nodes.get(random.nextInt(nodes.size()));
            switch (random.nextInt(works ? 7 : 5)) {
                case 0 -> totem.order(node.host());
                case 1 -> totem.receive(node.host());
                case 2, 3 -> node.deliver(moment());
                case 4 -> {
                    node.join(moment());
                    if (totem.isStale() && random.nextInt(3) == 0) {
                        totem.reform();
                    }
                }
                case 5 -> node.set("k" + random.nextInt(3), random.nextInt(4), moment());
                default -> {
                    texts.add("line " + texts.size());
                    node.log(texts.get(texts.size() - 1), moment());
                }
            }
        }

        private void fault() {
            StatusNode node = nodes.get(random.nextInt(nodes.size()));
            switch (random.nextInt(5)) {
                case 0, 1 -> totem.split(1 + random.nextInt(2));
                case 2 -> {
                    if (node.hasDaemon()) {
                        node.kill();
                    }
                }
                case 3 -> {
                    if (node.host().isUp()) {
                        totem.crash(node.host());
                        node.loseCorosync();
                    }
                }
                default -> {
                    totem.start(node.host());
                    if (!node.hasDaemon()) {
                        node.start();
                    }
                }
            }
        }

        private Moment moment() {
            return new Moment(second * 1000L, ++second);
        }
    }
}
