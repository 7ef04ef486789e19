package org.jpmxcfs.transport.corosync;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.jpmxcfs.transport.corosync.cpg.ClusterMap;
import org.jpmxcfs.transport.corosync.cpg.ClusterMapListener;
import org.jpmxcfs.transport.corosync.cpg.ConfiguredCluster;
import org.jpmxcfs.transport.corosync.cpg.Corosync;
import org.jpmxcfs.transport.corosync.cpg.CorosyncCallException;
import org.jpmxcfs.transport.corosync.cpg.Quorum;
import org.jpmxcfs.transport.corosync.cpg.QuorumListener;
import org.jpmxcfs.transport.corosync.sync.FileInput;
import org.jpmxcfs.transport.corosync.wire.LogLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes part in the groups of a Corosync cluster. One thread makes the connections, makes them
 * again after Corosync has gone or a group was left, and keeps the time; whatever comes in is
 * handled by the threads of the connections.
 */
public final class CorosyncEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CorosyncEngine.class);
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SEND_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long STOP_MILLIS = 10_000;

    private final Corosync corosync;
    private final CorosyncSequencer sequencer;
    private final Synchronisations synchronisations = new Synchronisations();
    private final ExecutorService digests =
            Executors.newSingleThreadExecutor(task -> daemon("corosync-digest", task));
    private final FileLoop files;
    private final StatusLoop status;
    private final Thread thread = daemon("corosync", this::run);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition due = lock.newCondition();
    private final Due filesDue = new Due();
    private final Due statusDue = new Due();
    private Quorum quorum; // by the thread
    private ClusterMap map; // by the thread
    private boolean isStopping; // guarded by lock
    private boolean isCalled; // guarded by lock: the thread has something to do
    private boolean hasQuorumEnded; // guarded by lock
    private boolean hasMapEnded; // guarded by lock
    private volatile boolean isQuorate;
    private volatile long ring;
    private volatile int nodeId;
    private volatile ConfiguredCluster cluster; // null before it is known
    private String lastTrouble = ""; // by the thread: told once

    /** When a connection is to be made. Guarded by the engine's lock. */
    private final class Due implements Rejoining {
        private boolean isWanted = true;
        private long atNanos = System.nanoTime();

        @Override
        public void rejoin(long pauseNanos) {
            lock.lock();
            try {
                isWanted = true;
                atNanos = System.nanoTime() + pauseNanos;
                call();
            } finally {
                lock.unlock();
            }
        }

        private boolean take() {
            lock.lock();
            try {
                boolean isDue = isWanted && System.nanoTime() - atNanos >= 0;
                isWanted &= !isDue;
                return isDue;
            } finally {
                lock.unlock();
            }
        }
    }

    /** An engine that has not begun. */
    public CorosyncEngine(
            Corosync corosync,
            String nodeName,
            Journal journal,
            GroupTree tree,
            Durability durability) {
        this.corosync = corosync;
        this.status = new StatusLoop(nodeName, statusDue);
        this.sequencer = new CorosyncSequencer(this, journal, tree, durability);
        this.files =
                new FileLoop(
                        tree,
                        new Entries(journal, tree),
                        new Waiters(),
                        digests,
                        filesDue,
                        synchronisations);
    }

    /**
     * Begins to connect; returns at once.
     *
     * @param entries status entries of this node, for the others, and theirs
     */
    public void start(StatusEntries entries) {
        status.begin(entries);
        thread.start();
    }

    /** The order. */
    public CorosyncSequencer sequencer() {
        return sequencer;
    }

    /** How the group of the tree is doing. */
    public Synchronisations synchronisations() {
        return synchronisations;
    }

    /** What Corosync's configuration says; empty before it was read for the first time. */
    public Optional<ConfiguredCluster> cluster() {
        return Optional.ofNullable(cluster);
    }

    /** Ids of the nodes whose daemons are in the cluster's groups. */
    public Set<Integer> online() {
        return status.online();
    }

    /** The cluster log of all nodes, the newest line first. */
    public List<LogLine> log() {
        return status.log();
    }

    /** Whether Corosync runs and has a quorum here. */
    public boolean isQuorate() {
        return isQuorate && synchronisations.trouble().isEmpty();
    }

    /** Whether a change would be sent at once. */
    public boolean isReady() {
        return files.isReady();
    }

    /** Number of the present membership; 0 before the first. */
    public long ring() {
        return ring;
    }

    /** This node's id; 0 until Corosync was reached for the first time. */
    public int nodeId() {
        return nodeId;
    }

    /** Asks for a comparison of the trees of all members. */
    public void verify() {
        files.take(new FileInput.VerificationAsked());
    }

    /** Makes Corosync of all nodes read its configuration; takes a while. */
    public void reloadConfiguration() throws CorosyncCallException {
        corosync.reloadConfiguration();
    }

    /** Leaves the groups and ends all connections, within 10 s. */
    @Override
    public void close() {
        sequencer.close();
        lock.lock();
        try {
            isStopping = true;
            call();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        digests.shutdownNow();
    }

    void take(FileInput input) {
        files.take(input);
    }

    // Told to all; kept in the journal of this node alone, for those who look there.
    Outcome log(Mutation.LogMessage message) {
        status.log(message);
        return files.log(nodeId, message);
    }

    private void run() {
        try {
            while (!isStopping()) {
                connect();
                boolean isSending = files.tick() | status.tick();
                await(isSending ? SEND_AGAIN_NANOS : TICK_NANOS);
            }
        } catch (Throwable broken) {
            LOG.error("the connections to Corosync are not kept up any more", broken);
        } finally {
            disconnect();
        }
    }

    private void connect() {
        files.link().closeDropped();
        status.link().closeDropped();
        closeEnded();
        try {
            if (quorum == null) {
                quorum = Quorum.follow(corosync, new QuorumEvents());
            }
            if (map == null) {
                map = ClusterMap.follow(corosync, new MapEvents());
            }
            if (filesDue.take()) {
                nodeId = connect(files.link(), filesDue);
            }
            if (statusDue.take()) {
                connect(status.link(), statusDue);
            }
            lastTrouble = "";
        } catch (CorosyncCallException e) {
            tellOnce(e.getMessage());
        }
    }

    private int connect(GroupLink link, Due again) throws CorosyncCallException {
        try {
            return link.connect(corosync);
        } catch (CorosyncCallException e) {
            again.rejoin(AGAIN_NANOS);
            throw e;
        }
    }

    private void closeEnded() {
        lock.lock();
        try {
            quorum = hasQuorumEnded ? null : quorum;
            map = hasMapEnded ? null : map;
            hasQuorumEnded = false;
            hasMapEnded = false;
        } finally {
            lock.unlock();
        }
    }

    private void disconnect() {
        files.close();
        status.close();
        if (quorum != null) {
            quorum.close();
        }
        if (map != null) {
            map.close();
        }
    }

    private void tellOnce(String trouble) {
        if (!trouble.equals(lastTrouble)) {
            lastTrouble = trouble;
            LOG.warn("waiting for Corosync: {}", trouble);
        }
    }

    private boolean isStopping() {
        lock.lock();
        try {
            return isStopping;
        } finally {
            lock.unlock();
        }
    }

    private void await(long nanos) throws InterruptedException {
        lock.lock();
        try {
            if (!isCalled) {
                due.awaitNanos(nanos);
            }
            isCalled = false;
        } finally {
            lock.unlock();
        }
    }

    private void call() {
        isCalled = true;
        due.signal();
    }

    private void setQuorate(boolean quorate) {
        if (isQuorate != quorate) {
            LOG.info(
                    quorate
                            ? "the cluster has quorum: changes are accepted"
                            : "the cluster has no quorum: read-only");
        }
        isQuorate = quorate;
        files.take(new FileInput.QuorumChanged(quorate));
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private final class QuorumEvents implements QuorumListener {
        @Override
        public void changed(boolean quorate, long newRing, List<Integer> nodeIds) {
            ring = newRing;
            setQuorate(quorate);
        }

        @Override
        public void lost(String reason) {
            setQuorate(false);
            lock.lock();
            try {
                hasQuorumEnded = true;
                call();
            } finally {
                lock.unlock();
            }
        }
    }

    private final class MapEvents implements ClusterMapListener {
        @Override
        public void changed(ConfiguredCluster now) {
            cluster = now;
            status.configured(now);
        }

        @Override
        public void lost(String reason) {
            lock.lock();
            try {
                hasMapEnded = true;
                call();
            } finally {
                lock.unlock();
            }
        }
    }

    private final class Waiters implements FileLoop.Callers {
        @Override
        public void answer(long token, Outcome outcome) {
            sequencer.answer(token, outcome);
        }

        @Override
        public void lose() {
            sequencer.lose();
        }
    }
}
