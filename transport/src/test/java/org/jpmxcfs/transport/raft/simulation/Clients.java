package org.jpmxcfs.transport.raft.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;

/** Asks for mutations on all nodes, and keeps their answers. */
final class Clients {
    private static final long SECOND = 1_000_000_000L;
    private static final long ANSWER_NANOS_MAX = 2 * SECOND;

    private final Simulation simulation;
    private final RandomGenerator random;
    private final Map<Long, Boolean> answers = new HashMap<>(); // of probes: whether acknowledged
    private long lastToken;
    private long refusedCount;

    Clients(Simulation simulation, RandomGenerator random) {
        this.simulation = simulation;
        this.random = random;
    }

    long refusedCount() {
        return refusedCount;
    }

    /** Submits something somewhere every few milliseconds, for as long as faults happen. */
    void work() {
        if (simulation.isCalm()) {
            return;
        }
        SimulatedNode node = simulation.node(1 + random.nextInt(simulation.nodeCount()));
        if (node.isUp() && !node.isPaused()) {
            for (int i = random.nextInt(8) == 0 ? 20 : 1; i > 0; i--) {
                submit(node);
            }
        }
        simulation.after(1 + random.nextLong(60_000_000L), this::work);
    }

    /** Submits one mutation; its token. */
    long submit(SimulatedNode node) {
        long token = ++lastToken;
        Mutation mutation = new Mutation.Write(Location.of("f"), 0, new byte[random.nextInt(2000)]);
        node.submit(token, mutation, simulation.now() + ANSWER_NANOS_MAX);
        return token;
    }

    boolean isAcknowledged(long token) {
        return answers.getOrDefault(token, false);
    }

    boolean isAnswered(long token) {
        return answers.containsKey(token);
    }

    void acknowledged(long token) {
        answers.put(token, true);
    }

    void refused(long token) {
        refusedCount++;
        answers.put(token, false);
    }
}
