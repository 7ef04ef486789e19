package org.jpmxcfs.transport.corosync.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jpmxcfs.transport.corosync.sync.CommonPast;
import org.jpmxcfs.transport.corosync.sync.FileEffect;
import org.jpmxcfs.transport.corosync.sync.FileGroup;
import org.jpmxcfs.transport.corosync.sync.FileInput;
import org.jpmxcfs.transport.corosync.sync.MemoryTree;
import org.jpmxcfs.transport.corosync.sync.Mode;
import org.jpmxcfs.transport.corosync.sync.Settings;
import org.jpmxcfs.transport.corosync.wire.DcdbMessage;
import org.jpmxcfs.transport.corosync.wire.Epoch;
import org.jpmxcfs.transport.corosync.wire.FileChange;
import org.jpmxcfs.transport.corosync.wire.Peer;
import org.jpmxcfs.transport.corosync.wire.Row;

/** A node with its tree, which outlives its daemon; the daemon's group is the real one. */
final class SimulatedNode implements FileEffect.Handler {
    private static final int CLOCKS_APART_MAX = Integer.MAX_VALUE;

    private final CpgSimulation simulation;
    private final Totem.Host host;
    private final Oracle oracle;
    private final MemoryTree tree = new MemoryTree(1, 0, 0);
    private final List<Past> pasts = new ArrayList<>(); // of this node's tree, as others had it
    private final ArrayDeque<FileInput> answers = new ArrayDeque<>();
    private final Map<Long, Row> transfer = new LinkedHashMap<>();
    private final Set<Long> callers = new HashSet<>();
    private Past past;
    private CommonPast common = new CommonPast();
    private FileGroup group; // null while no daemon runs
    private Totem.Handle handle; // null while not in the group
    private FileEffect.CommitTransfer commit; // null unless under way
    private Epoch epoch;
    private int handles;
    private int pid = 1000;
    private boolean wantsToJoin;
    private boolean isQuorate; // as the daemon was told last
    private Boolean verified;

    SimulatedNode(CpgSimulation simulation, Totem.Host host, Oracle oracle, Past past) {
        this.simulation = simulation;
        this.host = host;
        this.oracle = oracle;
        this.past = past;
    }

    /** Starts the daemon. */
    void start() {
        pid++;
        simulation.trace(this, "starts with %s", tree);
        common = new CommonPast(common.positions());
        group = new FileGroup(settings());
        isQuorate = false;
        wantsToJoin = true;
        quorumMayHaveChanged();
    }

    private static Settings settings() {
        Settings usual = Settings.usual();
        return new Settings(
                usual.waitNanosMax(),
                8,
                usual.waitingMax(),
                usual.verifyNanos(),
                usual.leaveNanos(),
                usual.pauseNanosMax(),
                CLOCKS_APART_MAX);
    }

    /** Kills the daemon. Corosync sees that its handle is gone. */
    void kill() {
        simulation.trace(this, "is killed");
        leaveGroup();
        group = null;
        answers.clear();
        callers.clear();
        commit = null;
        transfer.clear();
        wantsToJoin = false;
    }

    /** Corosync of this node dies, and the daemon sees it. */
    void loseCorosync() {
        handle = null;
        wantsToJoin = group != null;
        simulation.trace(this, "loses Corosync");
        answers.removeIf(FileInput.QuorumChanged.class::isInstance);
        answer(new FileInput.QuorumChanged(false));
    }

    private void leaveGroup() {
        if (handle != null) {
            host.listen(null);
            host.wish(new Totem.Wish.Leave(handle));
            handle = null;
        }
    }

    /** Joins, if that is due and possible. */
    boolean join() {
        if (!wantsToJoin || !host.isUp() || group == null) {
            return false;
        }
        wantsToJoin = false;
        handle = new Totem.Handle(new Peer(host.id(), pid), ++handles);
        host.listen(handle);
        host.wish(new Totem.Wish.Join(handle));
        step(new FileInput.Joining(handle.peer()));
        return true;
    }

    /** The next event that Corosync has for the daemon. */
    boolean deliver() {
        if (group == null || handle == null || !host.hasEvent()) {
            return false;
        }
        Totem.Event event = host.nextEvent();
        if (event instanceof Totem.Event.Message message) {
            if (!simulation.isSabotaged(this, message)) {
                step(new FileInput.Delivered(message.from(), message.bytes()));
            }
        } else if (event instanceof Totem.Event.Change change) {
            List<Peer> members = change.members().stream().map(Totem.Handle::peer).toList();
            List<Peer> joined = change.joined().stream().map(Totem.Handle::peer).toList();
            simulation.trace(this, "members %s, joined %s", members, joined);
            step(new FileInput.MembersChanged(members, joined));
        }
        return true;
    }

    /** Something that was asked for earlier is ready. */
    boolean answerNext() {
        if (group == null || (answers.isEmpty() && commit == null)) {
            return false;
        }
        if (commit != null) {
            commitNow();
        } else {
            FileInput next = answers.remove();
            isQuorate = next instanceof FileInput.QuorumChanged q ? q.quorate() : isQuorate;
            step(next);
        }
        return true;
    }

    private void answer(FileInput input) {
        if (group != null) {
            answers.add(input);
        }
    }

    /** The quorum may be another one; the daemon hears of it in its own time. */
    void quorumMayHaveChanged() {
        answer(new FileInput.QuorumChanged(host.isUp() && simulation.isQuorate(host)));
    }

    void submit(long token, FileChange change) {
        if (group != null) {
            callers.add(token);
            step(new FileInput.Submitted(token, change));
        }
    }

    void tick() {
        if (group != null) {
            step(new FileInput.Tick());
        }
    }

    void verify() {
        step(new FileInput.VerificationAsked());
    }

    private void step(FileInput input) {
        for (FileEffect effect : group.step(input, simulation.moment())) {
            effect.accept(this);
        }
    }

    private void commitNow() {
        FileEffect.CommitTransfer done = commit;
        commit = null;
        Past leaders = oracle.pastOf(epoch, done.leader());
        Set<Integer> lost = past.without(leaders);
        Set<Integer> named = past.without(knownTo(done.leader()));
        simulation.trace(this, "%s loses %s, names %s", done, lost, named);
        oracle.tookOver(host.id(), lost, named);
        tree.take(transfer.values(), done.dropped());
        past = leaders;
        Violation.unless(
                tree.index().equals(done.target()),
                "node %d has %s instead of %s",
                host.id(),
                tree,
                done.target());
        step(new FileInput.TransferDone(true));
    }

    @Override
    public void multicast(FileEffect.Multicast effect) {
        send(effect.message());
    }

    @Override
    public void sendState(FileEffect.SendState effect) {
        epoch = effect.epoch();
        if (handle == null) {
            return; // what came while a transfer was committed, and Corosync has gone meanwhile
        }
        oracle.said(epoch, handle.peer(), tree.index(), past);
        send(new DcdbMessage.State(effect.seconds(), effect.epoch(), tree.index()).encode());
    }

    @Override
    public void sendRows(FileEffect.SendRows effect) {
        for (long inode : effect.inodes()) {
            Row row = tree.row(inode);
            send(new DcdbMessage.Update(effect.seconds(), effect.epoch(), row).encode());
        }
    }

    private void send(byte[] message) {
        if (handle != null) {
            host.wish(new Totem.Wish.Send(handle, message));
        }
    }

    @Override
    public void apply(FileEffect.Apply effect) {
        Violation.unless(isQuorate, "node %d applies without quorum", host.id());
        int result = tree.apply(effect.from().nodeId(), effect.seconds(), effect.change());
        int change = oracle.numberOf(effect);
        past = result < 0 ? past : past.with(change);
        simulation.trace(this, "%d: %s gives %d: %s", change, effect, result, tree);
        if (effect.token() != 0) {
            answered(effect.token());
            if (result >= 0) {
                oracle.acknowledged(change);
            }
        }
    }

    @Override
    public void denied(FileEffect.Denied effect) {
        answered(effect.token());
    }

    private void answered(long token) {
        Violation.unless(callers.remove(token), "an answer for %d, who does not wait", token);
        oracle.answered(token);
    }

    @Override
    public void askLock(FileEffect.AskLock effect) {
        answer(new FileInput.LockExpired(effect.path(), effect.digest()));
    }

    @Override
    public void beginTransfer(FileEffect.BeginTransfer effect) {
        transfer.clear();
    }

    @Override
    public void putRow(FileEffect.PutRow effect) {
        transfer.put(effect.row().inode(), effect.row());
    }

    @Override
    public void abandonTransfer(FileEffect.AbandonTransfer effect) {
        transfer.clear();
    }

    @Override
    public void commitTransfer(FileEffect.CommitTransfer effect) {
        commit = effect;
    }

    @Override
    public void takeChecksum(FileEffect.TakeChecksum effect) {
        answer(new FileInput.ChecksumTaken(effect.ticket(), tree.checksum()));
    }

    @Override
    public void verified(FileEffect.Verified effect) {
        verified = effect.matches();
        simulation.verified(effect.matches());
    }

    @Override
    public void leaderFound(FileEffect.LeaderFound effect) {
        oracle.checkLeader(epoch, effect.leader(), effect.members());
    }

    @Override
    public void sameTree(FileEffect.SameTree effect) {
        List<Integer> nodes = effect.members().stream().map(Peer::nodeId).toList();
        simulation.trace(this, "same tree: %s with %s", nodes, tree);
        pasts.add(past);
        common.same(nodes, pasts.size());
    }

    /** What a node is known to have had of this node's tree. */
    private Past knownTo(Peer peer) {
        int position = (int) common.knownTo(peer.nodeId());
        return position == 0 ? simulation.noPast() : pasts.get(position - 1);
    }

    @Override
    public void modeChanged(FileEffect.ModeChanged effect) {
        simulation.trace(this, "%s", effect.mode());
    }

    @Override
    public void leave(FileEffect.Leave effect) {
        Violation.unless(effect.rejoins(), "node %d stays away: %s", host.id(), effect.reason());
        simulation.trace(this, "%s", effect);
        simulation.left(effect.reason());
        leaveGroup();
        wantsToJoin = true;
    }

    @Override
    public void noted(FileEffect.Noted effect) {
        simulation.noted(effect.note());
    }

    /** Whether the daemon has nothing to do and is in step with all others. */
    boolean isAtRest() {
        return group != null
                && group.mode() == Mode.SYNCED
                && group.isReady()
                && group.members().size() == simulation.nodeCount()
                && callers.isEmpty()
                && answers.isEmpty()
                && commit == null
                && !wantsToJoin;
    }

    boolean hasDaemon() {
        return group != null;
    }

    /** Whether the last verification found this tree to be the asker's; null before any. */
    Boolean verified() {
        return verified;
    }

    MemoryTree tree() {
        return tree;
    }

    Past past() {
        return past;
    }

    Totem.Host host() {
        return host;
    }

    @Override
    public String toString() {
        return "node "
                + host.id()
                + (host.isUp() ? "" : " without Corosync")
                + ": "
                + (group == null ? "no daemon" : group.mode() + " " + group.members())
                + ", "
                + tree
                + ", waiting "
                + callers;
    }
}
