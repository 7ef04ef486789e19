package org.jpmxcfs.transport.corosync;

import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.corosync.sync.Denial;
import org.jpmxcfs.transport.corosync.sync.FileEffect;
import org.jpmxcfs.transport.corosync.sync.FileGroup;
import org.jpmxcfs.transport.corosync.sync.FileInput;
import org.jpmxcfs.transport.corosync.sync.Moment;
import org.jpmxcfs.transport.corosync.sync.Note;
import org.jpmxcfs.transport.corosync.sync.Settings;
import org.jpmxcfs.transport.corosync.wire.DcdbMessage;
import org.jpmxcfs.transport.corosync.wire.FileChange;
import org.jpmxcfs.transport.corosync.wire.Peer;
import org.jpmxcfs.transport.corosync.wire.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the group of the tree, and carries out what it decides. Whoever brings an input carries its
 * effects out, under one lock: a thread that submits sends by itself, and the thread of the group
 * applies. Nothing in here waits for a peer or a disk.
 */
final class FileLoop implements GroupLink.Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(FileLoop.class);

    /** Told what callers wait for. Called with the lock held, so it must not wait. */
    interface Callers {
        /** The outcome of a caller's change. */
        void answer(long token, Outcome outcome);

        /** Whatever callers wait for is not known to happen any more. */
        void lose();
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final GroupLink link = new GroupLink(lock, DcdbMessage.GROUP, this);
    private final ArrayDeque<FileInput> inputs = new ArrayDeque<>();
    private final FileEffect.Handler effects = new Effects();
    private final GroupTree tree;
    private final Entries entries;
    private final FileGroup core;
    private final Callers callers;
    private final Executor digests;
    private final Rejoining rejoining;
    private final Transfers transfers;
    private final Superseded superseded;
    private boolean isStepping;
    private final Synchronisations synchronisations;

    /**
     * A loop that is not connected.
     *
     * @param digests computes checksums
     * @param rejoining told when to connect again
     */
    FileLoop(
            GroupTree tree,
            Entries entries,
            Callers callers,
            Executor digests,
            Rejoining rejoining,
            Synchronisations synchronisations) {
        this.tree = tree;
        this.entries = entries;
        this.transfers = new Transfers(entries, tree);
        this.superseded = new Superseded(tree);
        this.callers = callers;
        this.digests = digests;
        this.rejoining = rejoining;
        this.synchronisations = synchronisations;
        this.core = new FileGroup(Settings.usual());
    }

    /** The connection, for the engine's thread. */
    GroupLink link() {
        return link;
    }

    /** Takes an input of any thread; its effects are carried out when this returns. */
    void take(FileInput input) {
        lock.lock();
        try {
            inputs.add(input);
            if (!isStepping) {
                isStepping = true;
                try {
                    stepAll();
                } finally {
                    isStepping = false;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Time has passed.
     *
     * @return whether something waits to be sent
     */
    boolean tick() {
        lock.lock();
        try {
            link.flush();
            take(new FileInput.Tick());
            return link.isWaiting();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Keeps a line of the cluster log on this node, as soon as no transfer is open: an entry of
     * another kind would make it void.
     */
    Outcome log(int nodeId, Mutation.LogMessage message) {
        lock.lock();
        try {
            transfers.keepLine(nodeId, message);
            return Outcome.done();
        } catch (UncheckedIOException e) {
            return Outcome.refused(Refusal.IO_ERROR);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a change would be sent at once. */
    boolean isReady() {
        lock.lock();
        try {
            return core.isReady();
        } finally {
            lock.unlock();
        }
    }

    /** Leaves the group. */
    void close() {
        lock.lock();
        try {
            link.drop();
        } finally {
            lock.unlock();
        }
        link.closeDropped();
    }

    @Override
    public void joining(Peer self) {
        take(new FileInput.Joining(self));
    }

    @Override
    public void changed(List<Peer> members, List<Peer> joined) {
        take(new FileInput.MembersChanged(members, joined));
        synchronisations.members(members);
    }

    @Override
    public void delivered(Peer from, byte[] message) {
        take(new FileInput.Delivered(from, message));
    }

    @Override
    public void sendFailed(long token) {
        take(new FileInput.SendFailed(token));
    }

    @Override
    public void lost(String reason) {
        LOG.warn("Corosync is gone ({}): read-only until it is back", reason);
        synchronisations.members(List.of());
        callers.lose();
        rejoining.rejoin(0);
    }

    private void stepAll() {
        while (!inputs.isEmpty()) {
            Moment now = new Moment(System.nanoTime(), System.currentTimeMillis() / 1000);
            List<FileEffect> due = core.step(inputs.remove(), now);
            try {
                due.forEach(effect -> effect.accept(effects));
            } catch (UncheckedIOException e) {
                broken(e.getCause().getMessage(), e);
            } catch (RuntimeException e) {
                broken("unexpected " + e, e);
            }
        }
    }

    private void broken(String reason, Exception cause) {
        LOG.error("the tree of this node cannot be kept: {}", reason, cause);
        callers.lose();
        inputs.addFirst(new FileInput.Broken(reason));
    }

    /** What becomes of the group's decisions. */
    private final class Effects implements FileEffect.Handler {
        @Override
        public void multicast(FileEffect.Multicast effect) {
            link.send(effect.message(), effect.token());
        }

        @Override
        public void sendState(FileEffect.SendState effect) {
            DcdbMessage state =
                    new DcdbMessage.State(effect.seconds(), effect.epoch(), tree.index());
            link.send(state.encode(), 0);
        }

        // All at once: they are due as they are now, and the tree goes on.
        @Override
        public void sendRows(FileEffect.SendRows effect) {
            List<byte[]> messages = new ArrayList<>();
            for (long inode : effect.inodes()) {
                Row row = tree.row(inode);
                messages.add(
                        new DcdbMessage.Update(effect.seconds(), effect.epoch(), row).encode());
            }
            messages.forEach(message -> link.send(message, 0));
        }

        @Override
        public void apply(FileEffect.Apply effect) {
            FileChange change = effect.change();
            Optional<Mutation> mutation = change.accept(ChangeMutations.INSTANCE);
            long taken = change instanceof FileChange.Rename rename ? tree.takenAwayBy(rename) : 0;
            Outcome outcome =
                    mutation.map(m -> entries.add(effect.from().nodeId(), effect.seconds(), m))
                            .orElse(Outcome.refused(Refusal.INVALID));
            LOG.debug("node {}: {}: {}", effect.from().nodeId(), change, outcome);
            if (taken != 0 && !outcome.isDone()) {
                transfers.takeAway(taken);
            }
            callers.answer(effect.token(), outcome);
        }

        @Override
        public void denied(FileEffect.Denied effect) {
            callers.answer(effect.token(), Outcome.refused(refusal(effect.why())));
        }

        @Override
        public void askLock(FileEffect.AskLock effect) {
            if (tree.isExpired(effect.path(), effect.digest())) {
                inputs.addFirst(new FileInput.LockExpired(effect.path(), effect.digest()));
            }
        }

        @Override
        public void beginTransfer(FileEffect.BeginTransfer effect) {
            superseded.begin();
            transfers.begin(effect);
        }

        @Override
        public void putRow(FileEffect.PutRow effect) {
            superseded.put(effect.row());
            transfers.put(effect.row());
        }

        @Override
        public void abandonTransfer(FileEffect.AbandonTransfer effect) {
            LOG.info("the state of another node has not come whole; it is asked for again");
            transfers.abandon();
        }

        @Override
        public void commitTransfer(FileEffect.CommitTransfer effect) {
            List<String> lost = superseded.lostBy(effect);
            boolean isDone = transfers.commit(effect);
            if (isDone) {
                superseded.tell(effect.leader().nodeId(), lost);
                synchronisations.tookOver(
                        effect.leader().nodeId(), effect.putCount(), effect.dropped().size());
            }
            inputs.addFirst(new FileInput.TransferDone(isDone));
        }

        @Override
        public void takeChecksum(FileEffect.TakeChecksum effect) {
            Supplier<byte[]> checksum = tree.checksum();
            digests.execute(
                    () -> take(new FileInput.ChecksumTaken(effect.ticket(), checksum.get())));
        }

        @Override
        public void verified(FileEffect.Verified effect) {
            synchronisations.verified(effect.asker().nodeId(), effect.matches());
        }

        @Override
        public void leaderFound(FileEffect.LeaderFound effect) {
            synchronisations.leaderFound(effect.leader(), effect.synced(), effect.members());
        }

        @Override
        public void sameTree(FileEffect.SameTree effect) {
            superseded.same(effect.members().stream().map(Peer::nodeId).toList());
            synchronisations.sameTree(effect.members());
        }

        @Override
        public void modeChanged(FileEffect.ModeChanged effect) {
            synchronisations.mode(effect.mode());
            rejoining.modeChanged();
        }

        @Override
        public void leave(FileEffect.Leave effect) {
            link.drop();
            callers.lose();
            if (effect.rejoins()) {
                LOG.warn("leaving the cluster's group, to join it anew: {}", effect.reason());
                rejoining.rejoin(effect.pauseNanos());
            } else {
                LOG.error("this node takes no part in the cluster: {}", effect.reason());
                synchronisations.trouble(effect.reason());
            }
        }

        @Override
        public void noted(FileEffect.Noted effect) {
            log(effect.note());
        }
    }

    static void log(Note note) {
        switch (note.level()) {
            case INFORMATION -> LOG.info(note.text());
            case WARNING -> LOG.warn(note.text());
            case ERROR -> LOG.error(note.text());
        }
    }

    private static Refusal refusal(Denial why) {
        return switch (why) {
            case NO_QUORUM, LOST_QUORUM -> Refusal.NO_QUORUM;
            case BUSY -> Refusal.BUSY;
            case INVALID -> Refusal.INVALID;
            case UNKNOWN -> Refusal.TIMED_OUT;
        };
    }
}
