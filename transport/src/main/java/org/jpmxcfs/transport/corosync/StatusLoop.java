package org.jpmxcfs.transport.corosync;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.jpmxcfs.transport.broadcast.StatusListener;
import org.jpmxcfs.transport.broadcast.StatusRefusal;
import org.jpmxcfs.transport.corosync.cpg.ConfiguredCluster;
import org.jpmxcfs.transport.corosync.sync.Moment;
import org.jpmxcfs.transport.corosync.sync.Settings;
import org.jpmxcfs.transport.corosync.sync.StatusEffect;
import org.jpmxcfs.transport.corosync.sync.StatusGroup;
import org.jpmxcfs.transport.corosync.sync.StatusInput;
import org.jpmxcfs.transport.corosync.wire.LogLine;
import org.jpmxcfs.transport.corosync.wire.Peer;
import org.jpmxcfs.transport.corosync.wire.StatusMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the group of the status values and of the cluster log, and carries out what it decides, as
 * {@link FileLoop} does for the tree. Any thread.
 */
final class StatusLoop implements GroupLink.Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(StatusLoop.class);
    private static final int EARLY_MAX = 4096;

    private final ReentrantLock lock = new ReentrantLock();
    private final GroupLink link = new GroupLink(lock, StatusMessage.GROUP, this);
    private final ArrayDeque<StatusInput> inputs = new ArrayDeque<>();
    private final StatusEffect.Handler effects = new Effects();
    private final StatusGroup core;
    private final Rejoining rejoining;
    private final ArrayDeque<StatusEffect.ValueReceived> early = new ArrayDeque<>();
    private StatusEntries entries; // null before begin()
    private ConfiguredCluster cluster; // null before it is known
    private boolean isStepping;
    private volatile Set<Integer> online = Set.of();
    private volatile List<LogLine> log = List.of();

    /**
     * A loop that is not connected.
     *
     * @param nodeName name of this node, in the form of {@link Names}
     * @param rejoining told when to connect again
     */
    StatusLoop(String nodeName, Rejoining rejoining) {
        this.core = new StatusGroup(Settings.usual(), nodeName);
        this.rejoining = rejoining;
    }

    /** The connection, for the engine's thread. */
    GroupLink link() {
        return link;
    }

    /** Tells the others of this node's entries from now on, and this node of theirs. */
    void begin(StatusEntries statusEntries) {
        lock.lock();
        try {
            entries = statusEntries;
        } finally {
            lock.unlock();
        }
        statusEntries.addListener(
                new StatusListener() {
                    @Override
                    public void entrySet(String key, byte[] value) {
                        take(new StatusInput.ValueSet(key, value));
                    }
                });
        statusEntries.localEntries().forEach((key, value) -> takeValue(key, value));
    }

    /** Ids of the nodes whose daemons are in the group. */
    Set<Integer> online() {
        return online;
    }

    /** The cluster log of all nodes, the newest line first. */
    List<LogLine> log() {
        return log;
    }

    /** A line of this node. */
    void log(Mutation.LogMessage line) {
        take(
                new StatusInput.LineLogged(
                        line.priority(), line.pid(), line.user(), line.tag(), line.text(), true));
    }

    /** Corosync's configuration says who is who. */
    void configured(ConfiguredCluster now) {
        lock.lock();
        try {
            cluster = now;
            while (!early.isEmpty()) {
                receive(early.remove());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether something waits to be sent. */
    boolean tick() {
        lock.lock();
        try {
            link.flush();
            return link.isWaiting();
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
        take(new StatusInput.Joining(self));
    }

    @Override
    public void changed(List<Peer> members, List<Peer> joined) {
        take(new StatusInput.MembersChanged(members, joined));
    }

    @Override
    public void delivered(Peer from, byte[] message) {
        take(new StatusInput.Delivered(from, message));
    }

    @Override
    public void sendFailed(long token) {
        take(new StatusInput.SendFailed());
    }

    @Override
    public void lost(String reason) {
        online = Set.of();
        rejoining.rejoin(0);
    }

    private void takeValue(String key, byte[] value) {
        take(new StatusInput.ValueSet(key, value));
    }

    private void take(StatusInput input) {
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

    private void stepAll() {
        while (!inputs.isEmpty()) {
            Moment now = new Moment(System.nanoTime(), System.currentTimeMillis() / 1000);
            for (StatusEffect effect : core.step(inputs.remove(), now)) {
                effect.accept(effects);
            }
        }
    }

    private void receive(StatusEffect.ValueReceived value) {
        String name = cluster.nameOf(value.from().nodeId());
        if (name.isEmpty() || entries == null) {
            return; // of no node of this cluster
        }
        Optional<StatusRefusal> refusal =
                entries.receive(Names.ofText(name), value.key(), value.value());
        refusal.ifPresent(
                why -> LOG.debug("status entry {} of {} refused: {}", value.key(), name, why));
    }

    /** What becomes of the group's decisions. */
    private final class Effects implements StatusEffect.Handler {
        @Override
        public void multicast(StatusEffect.Multicast effect) {
            link.send(effect.message(), 0);
        }

        @Override
        public void valueReceived(StatusEffect.ValueReceived effect) {
            if (cluster != null) {
                receive(effect);
            } else if (early.size() < EARLY_MAX) {
                early.add(effect);
            }
        }

        @Override
        public void lineAdded(StatusEffect.LineAdded effect) {
            log = core.log();
        }

        @Override
        public void logReplaced(StatusEffect.LogReplaced effect) {
            log = effect.lines();
        }

        @Override
        public void membersKnown(StatusEffect.MembersKnown effect) {
            online =
                    effect.members().stream()
                            .map(Peer::nodeId)
                            .collect(Collectors.toUnmodifiableSet());
        }

        @Override
        public void modeChanged(StatusEffect.ModeChanged effect) {
            LOG.debug("status group: {}", effect.mode());
        }

        @Override
        public void leave(StatusEffect.Leave effect) {
            link.drop();
            online = Set.of();
            LOG.warn("leaving the group of the status values: {}", effect.reason());
            if (effect.rejoins()) {
                rejoining.rejoin(effect.pauseNanos());
            }
        }

        @Override
        public void noted(StatusEffect.Noted effect) {
            FileLoop.log(effect.note());
        }
    }
}
