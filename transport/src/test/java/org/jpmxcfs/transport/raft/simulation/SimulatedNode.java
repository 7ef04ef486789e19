package org.jpmxcfs.transport.raft.simulation;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.raft.core.Arbiter;
import org.jpmxcfs.transport.raft.core.Effects;
import org.jpmxcfs.transport.raft.core.Identity;
import org.jpmxcfs.transport.raft.core.Input;
import org.jpmxcfs.transport.raft.core.Interpreter;
import org.jpmxcfs.transport.raft.core.Recovery;
import org.jpmxcfs.transport.raft.core.Replica;
import org.jpmxcfs.transport.raft.core.Sabotage;
import org.jpmxcfs.transport.raft.core.Source;
import org.jpmxcfs.transport.raft.core.Submission;
import org.jpmxcfs.transport.raft.wire.Message;

/** A node around the real replica: carries out its effects on a simulated disk and network. */
final class SimulatedNode implements Source, Arbiter, Interpreter.World<SimulatedNode.Death> {
    private static final long MILLIS = 1_000_000;

    private final Simulation simulation;
    private final RandomGenerator random;
    private final int id;
    private final SimulatedDisk disk;
    private final Deque<Input> whilePaused = new ArrayDeque<>();
    private Replica replica; // null while down
    private AppliedState state;
    private ByteArrayOutputStream incoming;
    private byte[] incomingDigest;
    private byte[] snapshot;
    private long snapshotIndex;
    private int start; // counts starts: what was under way before does not happen
    private boolean paused;
    private boolean diesSoon;
    private boolean dies; // in this step
    private int slowSyncMillis;
    private long requestBlock;

    SimulatedNode(Simulation simulation, RandomGenerator random, int id, List<Member> founders) {
        this.simulation = simulation;
        this.random = random;
        this.id = id;
        this.disk = new SimulatedDisk(founders);
    }

    int id() {
        return id;
    }

    boolean isUp() {
        return replica != null;
    }

    boolean isPaused() {
        return paused;
    }

    Replica replica() {
        return replica;
    }

    SimulatedDisk disk() {
        return disk;
    }

    AppliedState state() {
        return state;
    }

    void start() {
        start++;
        requestBlock++;
        diesSoon = false;
        paused = false;
        whilePaused.clear();
        Recovery recovery = disk.recover();
        state = disk.view().copy();
        Identity identity = new Identity(id, random.nextLong() | 1, requestBlock * 1_000_000);
        boolean older = simulation.plan().sabotage() == Plan.SabotageKind.OLDER_TERM_COMMITTED;
        var settings = simulation.plan().settings();
        replica =
                older
                        ? Sabotage.committingOlderTerms(
                                identity, settings, recovery, this, this, random, simulation.now())
                        : new Replica(
                                identity, settings, recovery, this, this, random, simulation.now());
        simulation.oracle().started(this);
        step(new Input.Wanted(simulation.wanted()));
        tickLater();
    }

    void crash() {
        replica = null;
        state = null;
        incoming = null;
        snapshot = null;
    }

    /** The process dies in the middle of its next step. */
    void crashSoon() {
        diesSoon = true;
    }

    /** What was to befall it soon does not. */
    void spare() {
        diesSoon = false;
    }

    void pause(long nanos) {
        paused = true;
        later(nanos, this::resume);
    }

    void resume() {
        paused = false;
        while (!whilePaused.isEmpty() && isUp()) {
            step(whilePaused.removeFirst());
        }
    }

    void slowSync(int millis) {
        slowSyncMillis = millis;
    }

    void receive(int from, Message message) {
        if (isUp()) {
            step(new Input.Received(from, simulation.passed(this, message)));
        }
    }

    void submit(long token, Mutation mutation, long deadlineNanos) {
        step(new Input.Submitted(List.of(new Submission(token, token, mutation, deadlineNanos))));
    }

    void step(Input input) {
        if (!isUp()) {
            return;
        }
        if (paused) {
            whilePaused.addLast(input);
            return;
        }
        Effects effects = replica.step(input, simulation.now());
        carryOut(effects);
        if (isUp() && replica.hasMore()) {
            later(1, () -> step(new Input.Tick()));
        }
    }

    private void tickLater() {
        later(15 * MILLIS, this::tick);
    }

    private void tick() {
        step(new Input.Tick());
        if (isUp()) {
            if (random.nextInt(20) == 0 && !paused) {
                flush();
            }
            tickLater();
        }
    }

    private void flush() {
        disk.saveView(state);
        if (disk.lastIndex() - disk.firstIndex() > simulation.plan().journalCountMax()) {
            step(new Input.Covered(state.index()));
        }
    }

    /** The process dies in the middle of a step; what would follow in it does not happen. */
    static final class Death extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private void carryOut(Effects effects) {
        dies = diesSoon;
        try {
            Interpreter.carryOut(effects, this);
        } catch (Death death) {
            simulation.die(this);
        }
    }

    @Override
    public void saveBallot(Ballot ballot) {
        if (simulation.plan().sabotage() != Plan.SabotageKind.VOTE_NOT_STORED) {
            disk.saveBallot(ballot);
        }
    }

    @Override
    public void restartAt(Mark mark) {
        disk.restartAt(mark);
    }

    @Override
    public void truncateFrom(long index) {
        disk.truncateFrom(index);
    }

    @Override
    public void append(Entry entry) throws Death {
        disk.append(entry);
        simulation.oracle().persisted(entry, replica.termAt(entry.index() - 1));
        if (dies && random.nextBoolean()) {
            throw new Death();
        }
    }

    @Override
    public void stored() throws Death {
        if (dies) {
            throw new Death();
        }
        simulation.oracle().stepped(this);
    }

    @Override
    public void send(int to, Message message) {
        simulation.network().send(id, to, message);
    }

    @Override
    public void refuse(long token, Refusal refusal) {
        simulation.clients().refused(token);
    }

    @Override
    public void persist(long ticket) {
        long index = disk.lastIndex();
        int generation = disk.generation();
        long delay = (random.nextInt(8) + slowSyncMillis) * MILLIS / 2;
        boolean always = simulation.plan().syncsAlways();
        later(
                delay,
                () -> {
                    disk.synced(index, generation);
                    if (always) {
                        step(new Input.Persisted(ticket));
                    }
                });
        if (!always) {
            later(0, () -> step(new Input.Persisted(ticket)));
        }
    }

    @Override
    public void deliver(Entry entry, long token) {
        boolean effective = state.apply(entry);
        simulation.oracle().applied(id, entry, effective, state.checksum());
        if (token != 0) {
            simulation.oracle().acknowledged(entry);
            simulation.clients().acknowledged(token);
        }
    }

    @Override
    public void store(Effects.SnapshotPart part) {
        if (part.offset() == 0) {
            incoming = new ByteArrayOutputStream();
        }
        Violation.unless(incoming != null && incoming.size() == part.offset(), "gap in a snapshot");
        incoming.writeBytes(part.bytes());
        incomingDigest = part.digest();
    }

    @Override
    public void run(Effects.Errand errand) {
        if (errand instanceof Effects.Errand.TakeSnapshot) {
            byte[] taken = state.encode();
            long index = state.index();
            later((5 + random.nextInt(50)) * MILLIS, () -> snapshotTaken(index, taken));
        } else if (errand instanceof Effects.Errand.InstallSnapshot install) {
            later((5 + random.nextInt(50)) * MILLIS, () -> install(install.mark()));
        } else if (errand instanceof Effects.Errand.DropUpTo drop) {
            disk.dropUpTo(drop.mark());
        } else {
            disk.recordTrust();
        }
    }

    /** Whether it has had to take a snapshot for somebody since it started. */
    boolean hasTakenSnapshot() {
        return snapshot != null;
    }

    private void snapshotTaken(long index, byte[] taken) {
        if (random.nextInt(10) == 0) {
            step(new Input.SnapshotFailed());
            return;
        }
        snapshot = taken;
        snapshotIndex = index;
        step(new Input.SnapshotTaken(index, taken.length, digest(taken)));
    }

    private void install(Mark mark) {
        byte[] bytes = incoming.toByteArray();
        incoming = null;
        boolean usable = Arrays.equals(digest(bytes), incomingDigest) && random.nextInt(10) != 0;
        if (usable) {
            state = AppliedState.decode(bytes);
            Violation.unless(state.mark().equals(mark), "snapshot of %s at %s", state.mark(), mark);
            simulation.oracle().installed(id, state);
            disk.saveView(state);
        }
        step(new Input.SnapshotInstalled(mark, usable));
    }

    private static byte[] digest(byte[] bytes) {
        return new byte[] {(byte) Arrays.hashCode(bytes), (byte) bytes.length};
    }

    /** Something that only happens to this start of the node. */
    private void later(long nanos, Runnable action) {
        int then = start;
        simulation.after(
                nanos,
                () -> {
                    if (isUp() && start == then) {
                        action.run();
                    }
                });
    }

    @Override
    public void leading() {
        Violation.unless(isUp(), "node %d leads while it is down", id);
    }

    @Override
    public Mutation decide(Mutation request) {
        return request;
    }

    @Override
    public List<Entry> entries(long fromIndex, int bytesMax, int countMax) {
        return disk.entries(fromIndex, bytesMax, countMax);
    }

    @Override
    public byte[] snapshotBytes(Mark mark, long offset, int count) {
        Violation.unless(
                snapshotIndex == mark.index(),
                "snapshot of %d wanted, have %d",
                mark.index(),
                snapshotIndex);
        return Arrays.copyOfRange(snapshot, (int) offset, (int) offset + count);
    }

    @Override
    public String toString() {
        if (!isUp()) {
            return id + " down";
        }
        return String.format(
                "%d %s of term %d, leader %d, after %d, last %d of term %d, committed %d,"
                        + " delivered %d, requests %d, members %s%s%s%s",
                id,
                replica.role(),
                replica.term(),
                replica.leader(),
                replica.mark().index(),
                replica.lastIndex(),
                replica.termAt(replica.lastIndex()),
                replica.committedIndex(),
                replica.deliveredIndex(),
                replica.requestCount(),
                Simulation.ids(replica.members()),
                replica.isDoubtful() ? ", doubtful" : "",
                paused ? ", paused" : "",
                replica.peers());
    }
}
