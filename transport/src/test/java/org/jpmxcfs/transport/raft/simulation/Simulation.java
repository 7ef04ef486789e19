package org.jpmxcfs.transport.raft.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.raft.core.Input;
import org.jpmxcfs.transport.raft.wire.Message;

/** One run of a cluster: everything that happens follows from the seed. */
final class Simulation {
    private static final long MILLIS = 1_000_000;
    private static final long SECONDS = 1000 * MILLIS;

    /** Longest time that a healed cluster may take to do all its work. */
    private static final long SETTLE_NANOS_MAX = 30 * SECONDS;

    private record Event(long atNanos, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Oracle oracle = new Oracle();
    private final RandomGenerator random;
    private final Plan plan;
    private final SimulatedNetwork network;
    private final Clients clients;
    private List<Member> wanted = new ArrayList<>();
    private long now;
    private long eventCount;
    private boolean calm;

    Simulation(long seed, Plan plan) {
        this.random = new SplittableRandom(seed);
        this.plan = plan;
        this.network = new SimulatedNetwork(this, random, plan);
        this.clients = new Clients(this, random);
        for (int id = 1; id <= plan.nodeCount(); id++) {
            wanted.add(member(id, true));
        }
        for (int id = 1; id <= plan.nodeCount() + plan.spareCount(); id++) {
            boolean founder = id <= plan.nodeCount();
            nodes.add(new SimulatedNode(this, random, id, founder ? wanted : List.of()));
        }
        nodes.forEach(SimulatedNode::start);
    }

    /** Runs a random plan to its end. */
    static Simulation run(long seed, Plan.SabotageKind sabotage) {
        RandomGenerator random = new SplittableRandom(seed);
        Simulation simulation = new Simulation(random.nextLong(), Plan.random(random, sabotage));
        simulation.runWithFaults();
        return simulation;
    }

    static Member member(int id, boolean voter) {
        return new Member(id, "n" + id, "192.0.2." + id, 5400, voter);
    }

    private void runWithFaults() {
        new Faults(this, random, plan).work();
        clients.work();
        runFor(plan.faultMillis() * MILLIS);
        settle();
    }

    /** Heals everything, and checks that the cluster then does all its work within a bound. */
    void settle() {
        calm = true;
        network.calm();
        for (SimulatedNode node : nodes) {
            node.slowSync(0);
            node.spare();
            if (!node.isUp()) {
                node.start();
            }
        }
        runUntil("everybody agrees", SETTLE_NANOS_MAX, this::isSettled);
        for (Member member : wanted) {
            long token = clients.submit(node(member.id()));
            runUntil("node " + member.id() + " answers", SECONDS, () -> clients.isAnswered(token));
            Violation.unless(clients.isAcknowledged(token), "healed node %d refuses", member.id());
        }
        runUntil("everybody agrees again", 5 * SECONDS, this::isSettled);
    }

    /** Whether all wanted members follow one leader, vote, and have applied all there is. */
    boolean isSettled() {
        SimulatedNode leader = leader();
        if (leader == null || leader.replica().members().size() != wanted.size()) {
            return false;
        }
        long last = leader.replica().lastIndex();
        for (Member member : wanted) {
            SimulatedNode node = node(member.id());
            boolean settled =
                    node.isUp()
                            && !node.isPaused()
                            && leader.replica().members().contains(member)
                            && node.replica().leader() == leader.id()
                            && node.replica().deliveredIndex() == last
                            && node.replica().requestCount() == 0
                            && !node.replica().isDoubtful();
            if (!settled) {
                return false;
            }
        }
        return true;
    }

    /** The node that leads the newest term, or null. */
    SimulatedNode leader() {
        SimulatedNode leader = null;
        for (SimulatedNode node : nodes) {
            boolean leads = node.isUp() && node.replica().leader() == node.id();
            if (leads && (leader == null || leader.replica().term() < node.replica().term())) {
                leader = node;
            }
        }
        return leader;
    }

    void runFor(long nanos) {
        long end = now + nanos;
        while (!events.isEmpty() && events.peek().atNanos() <= end) {
            next();
        }
        now = end;
    }

    void runUntil(String what, long nanosMax, BooleanSupplier condition) {
        long end = now + nanosMax;
        while (!condition.getAsBoolean()) {
            if (now > end) {
                throw new Violation(
                        "progress: not within " + nanosMax / MILLIS + " ms: " + what + this);
            }
            next();
        }
    }

    private void next() {
        Event event = events.remove();
        now = event.atNanos();
        event.action().run();
    }

    void after(long nanos, Runnable action) {
        events.add(new Event(now + nanos, eventCount++, action));
    }

    void die(SimulatedNode node) {
        node.crash();
        restartLater(node);
    }

    void restartLater(SimulatedNode node) {
        after(
                random.nextInt(3000) * MILLIS,
                () -> {
                    if (!node.isUp()) {
                        node.start();
                    }
                });
    }

    void want(List<Member> members) {
        wanted = members;
        nodes.forEach(n -> n.step(new Input.Wanted(members)));
    }

    List<Member> wanted() {
        return wanted;
    }

    /** A message as it reaches a node: a place for sabotage. */
    Message passed(SimulatedNode to, Message message) {
        boolean sabotaged = plan.sabotage() == Plan.SabotageKind.COMMITTED_TRUNCATED;
        if (sabotaged && message instanceof Message.Append a) {
            long term = Math.max(0, to.replica().termAt(a.prevIndex()));
            return new Message.Append(
                    a.term(),
                    a.prevIndex(),
                    term,
                    a.committed(),
                    a.lastIndex(),
                    a.echo(),
                    a.entries());
        }
        return message;
    }

    SimulatedNode node(int id) {
        return nodes.get(id - 1);
    }

    List<SimulatedNode> nodes() {
        return nodes;
    }

    int nodeCount() {
        return nodes.size();
    }

    Plan plan() {
        return plan;
    }

    Oracle oracle() {
        return oracle;
    }

    SimulatedNetwork network() {
        return network;
    }

    Clients clients() {
        return clients;
    }

    boolean isCalm() {
        return calm;
    }

    long now() {
        return now;
    }

    long eventCount() {
        return eventCount;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("\n" + plan + "\nwanted " + ids(wanted));
        for (SimulatedNode node : nodes) {
            text.append("\nnode ").append(node);
        }
        return text.toString();
    }

    static String ids(List<Member> members) {
        StringBuilder text = new StringBuilder();
        members.forEach(m -> text.append(m.id()).append(m.voter() ? " " : "? "));
        return text.toString();
    }
}
