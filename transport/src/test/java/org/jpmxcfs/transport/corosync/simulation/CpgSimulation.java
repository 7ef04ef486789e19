package org.jpmxcfs.transport.corosync.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jpmxcfs.transport.corosync.sync.Moment;
import org.jpmxcfs.transport.corosync.sync.Note;
import org.jpmxcfs.transport.corosync.wire.FileChange;

/** One run of a cluster: everything that happens follows from the seed. */
final class CpgSimulation {
    /** What is broken on purpose, to see that it is noticed. */
    enum Sabotage {
        NOTHING,
        /** One member does not get one change. */
        MESSAGE_LOST
    }

    private static final boolean IS_TRACED = Boolean.getBoolean("simulation.trace");
    private static final int REST_STEPS_MAX = 20_000;
    private static final String[] PATHS = {"a", "b", "d", "d/x", "d/y", "e", "e/z", "priv/lock/l"};
    private static final int SECONDS = 1_000_000;
    private static final int ACTIONS = 7;
    private static final int LOOK_EVERY = 10;

    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Oracle oracle = new Oracle();
    private final Past none = Past.none();
    private final Map<String, Integer> leaveReasons = new TreeMap<>();
    private final RandomGenerator random;
    private final Totem totem;
    private final Sabotage sabotage;
    private final int steps;
    private final int faultEvery;
    private boolean isSabotageDone;
    private long nanos;
    private int second = SECONDS;
    private long tokens;
    private boolean isCalm;

    private CpgSimulation(long seed, Sabotage sabotage) {
        this.random = new SplittableRandom(seed);
        this.sabotage = sabotage;
        int nodeCount = 2 + random.nextInt(4);
        this.steps = 300 + random.nextInt(1200);
        this.faultEvery = 10 + random.nextInt(120);
        this.totem = new Totem(nodeCount, random);
        for (Totem.Host host : totem.hosts()) {
            nodes.add(new SimulatedNode(this, host, oracle, none));
        }
        nodes.forEach(SimulatedNode::start);
    }

    /** Plays a seed to its end. */
    static CpgSimulation run(long seed, Sabotage sabotage) {
        CpgSimulation simulation = new CpgSimulation(seed, sabotage);
        simulation.trouble();
        simulation.rest();
        return simulation;
    }

    private void trouble() {
        for (int i = 0; i < steps; i++) {
            if (random.nextInt(faultEvery) == 0) {
                fault();
            } else {
                act();
            }
        }
    }

    /** Heals everything; then all must come to rest with one tree. */
    private void rest() {
        isCalm = true;
        totem.split(1);
        for (SimulatedNode node : nodes) {
            totem.start(node.host());
            if (!node.hasDaemon()) {
                node.start();
            }
        }
        untilRest("healed");
        for (SimulatedNode node : nodes) {
            submit(node);
        }
        untilRest("written to");
        check();
        nodes.get(random.nextInt(nodes.size())).verify();
        untilRest("verified");
        for (SimulatedNode node : nodes) {
            Violation.unless(Boolean.TRUE.equals(node.verified()), "not verified: %s", node);
        }
    }

    private void untilRest(String what) {
        for (int i = 0; i < REST_STEPS_MAX; i++) {
            if (i % LOOK_EVERY == 0 && isAtRest()) {
                return;
            }
            act();
        }
        throw new Violation("no rest once " + what + this);
    }

    private boolean isAtRest() {
        for (SimulatedNode node : nodes) {
            if (!node.isAtRest() || totem.isBusy(node.host())) {
                return false;
            }
        }
        return !totem.isStale();
    }

    private void check() {
        SimulatedNode first = nodes.get(0);
        for (SimulatedNode node : nodes) {
            Violation.unless(
                    node.tree().rows().equals(first.tree().rows()),
                    "trees differ: %s\n%s\n%s",
                    this,
                    first.tree().rows(),
                    node.tree().rows());
        }
        oracle.checkAcknowledged(nodes.stream().map(SimulatedNode::past).toList());
    }

    /** Something that can happen to a node, at random; all else has its turn if that cannot. */
    private void act() {
        nanos += random.nextInt(20_000_000);
        SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
        int first = random.nextInt(ACTIONS);
        for (int i = 0; i < ACTIONS; i++) {
            if (act(node, (first + i) % ACTIONS)) {
                return;
            }
        }
    }

    private boolean act(SimulatedNode node, int action) {
        return switch (action) {
            case 0 -> totem.order(node.host());
            case 1 -> totem.receive(node.host());
            case 2 -> node.deliver();
            case 3 -> node.answerNext();
            case 4 -> node.join();
            case 5 -> work(node);
            default -> reform();
        };
    }

    private boolean work(SimulatedNode node) {
        node.tick();
        boolean works = !isCalm && random.nextInt(3) == 0;
        if (works) {
            submit(node);
        }
        return works;
    }

    private boolean reform() {
        boolean isDue = totem.isStale() && (isCalm || random.nextInt(6) == 0);
        if (isDue) {
            totem.reform();
            nodes.forEach(SimulatedNode::quorumMayHaveChanged);
        }
        return isDue;
    }

    private void fault() {
        SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
        switch (random.nextInt(6)) {
            case 0, 1 -> totem.split(1 + random.nextInt(3));
            case 2 -> totem.split(1);
            case 3 -> {
                if (node.hasDaemon()) {
                    node.kill();
                }
            }
            case 4 -> {
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

    private void submit(SimulatedNode node) {
        node.submit(++tokens, change());
    }

    private FileChange change() {
        String path = PATHS[random.nextInt(PATHS.length)];
        return switch (random.nextInt(9)) {
            case 0, 1 -> new FileChange.Create(path);
            case 2, 3 -> new FileChange.MakeDirectory(path);
            case 4 -> write(path);
            case 5 -> new FileChange.Delete(path);
            case 6 -> rename(path, PATHS[random.nextInt(PATHS.length)]);
            case 7 -> new FileChange.SetMtime(path, random.nextInt(3) * (long) SECONDS);
            default -> new FileChange.MakeDirectory("m" + tokens);
        };
    }

    // A size without content, which a write of nothing behind the end makes of an empty file, has
    // no
    // form in an update: no node that knows the rules sends one.
    private FileChange write(String path) {
        byte[] data = new byte[random.nextInt(4)];
        random.nextBytes(data);
        boolean isEmpty = data.length == 0;
        return new FileChange.Write(path, isEmpty ? 0 : random.nextInt(4), data, isEmpty);
    }

    private static FileChange rename(String path, String to) {
        boolean isIntoItself = to.equals(path) || to.startsWith(path + "/");
        return isIntoItself ? new FileChange.Create(path) : new FileChange.Rename(path, to);
    }

    /** Prints what happens, with {@code -Dsimulation.trace=true}. */
    void trace(SimulatedNode node, String format, Object... values) {
        if (IS_TRACED) {
            System.out.printf(
                    "%d node %d: %s%n", second, node.host().id(), String.format(format, values));
        }
    }

    /** A new moment; its second is that of nothing else. */
    Moment moment() {
        return new Moment(nanos, ++second);
    }

    boolean isQuorate(Totem.Host host) {
        return host.ringSize() > nodes.size() / 2;
    }

    /** The past of a new tree. */
    Past noPast() {
        return none;
    }

    int nodeCount() {
        return nodes.size();
    }

    /** Whether this message is to be lost. */
    boolean isSabotaged(SimulatedNode node, Totem.Event.Message message) {
        boolean isChange = message.bytes()[0] == 0;
        boolean isLost =
                sabotage == Sabotage.MESSAGE_LOST
                        && isCalm
                        && !isSabotageDone
                        && isChange
                        && message.from().nodeId() != node.host().id();
        isSabotageDone |= isLost;
        return isLost;
    }

    void left(String reason) {
        leaveReasons.merge(reason.replaceAll("\\d+", "N"), 1, Integer::sum);
    }

    void verified(boolean matches) {
        Violation.unless(matches, "a verification finds different trees%s", this);
    }

    void noted(Note note) {
        Violation.unless(!note.text().contains("drifted"), "%s", note.text());
    }

    Oracle oracle() {
        return oracle;
    }

    Map<String, Integer> leaveReasons() {
        return leaveReasons;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        nodes.forEach(node -> text.append('\n').append(node));
        return text.toString();
    }
}
