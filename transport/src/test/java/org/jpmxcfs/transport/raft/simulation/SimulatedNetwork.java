package org.jpmxcfs.transport.raft.simulation;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.transport.raft.wire.Message;
import org.jpmxcfs.transport.raft.wire.MessageCodec;

/** Delays, loses, repeats and reorders messages; directions between nodes can be cut. */
final class SimulatedNetwork {
    private static final int CODED_ONE_OF = 10;

    private record Direction(int from, int to) {}

    private final Simulation simulation;
    private final RandomGenerator random;
    private final MessageCodec codec = new MessageCodec();
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    private final Set<Direction> cut = new HashSet<>();
    private long sentCount;
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
        deliverLater(from, to, sentCount++ % CODED_ONE_OF == 0 ? coded(message) : message);
        if (random.nextInt(100) < duplicatePercent) {
            deliverLater(from, to, message);
        }
    }

    /** The message as its bytes spell it. */
    private Message coded(Message message) {
        codec.encode(message, buffer.clear());
        try {
            return MessageCodec.decode(buffer.flip());
        } catch (MalformedException e) {
            throw new Violation(message + " does not survive its encoding: " + e);
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
