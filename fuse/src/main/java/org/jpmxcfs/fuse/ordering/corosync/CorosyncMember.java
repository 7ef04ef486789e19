package org.jpmxcfs.fuse.ordering.corosync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.fuse.ordering.Ordering;
import org.jpmxcfs.fuse.virtual.MembersFile.Membership;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.views.LogLine;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.Sequencer;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.jpmxcfs.transport.corosync.CorosyncEngine;
import org.jpmxcfs.transport.corosync.cpg.Corosync;
import org.jpmxcfs.transport.corosync.cpg.CorosyncCallException;

/**
 * What a node of a Corosync cluster runs besides a node that serves alone: the engine, what follows
 * corosync.conf, and what the nodes tell each other about themselves.
 */
public final class CorosyncMember implements Ordering {
    private static final long WATCH_MILLIS = 200;
    private static final long READY_NANOS_MAX = TimeUnit.SECONDS.toNanos(3);
    private static final long READY_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Journal journal;
    private final FirstTree firstTree;
    private final GroupState state;
    private final CorosyncEngine engine;
    private final CorosyncMembership membership;
    private final HostConfiguration configuration;
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(CorosyncMember::daemon);
    private final MergedLog log;
    private volatile StatusEntries entries; // null before begin()

    /**
     * A member that has not begun; journal and materializer stay those of the caller.
     *
     * @param hostConfig where Corosync of this machine reads its configuration
     * @throws IOException Corosync's libraries are missing
     */
    public CorosyncMember(
            String nodeName,
            Journal journal,
            Materializer materializer,
            Durability durability,
            Path hostConfig)
            throws IOException {
        this.journal = journal;
        this.firstTree = new FirstTree(journal, materializer, hostConfig);
        this.state = new GroupState(materializer);
        this.engine =
                new CorosyncEngine(libraries(), Names.ofText(nodeName), journal, state, durability);
        this.log = new MergedLog(engine::log);
        this.membership =
                new CorosyncMembership(
                        nodeName,
                        engine::cluster,
                        engine::online,
                        this::addressOf,
                        engine::isQuorate);
        this.configuration =
                new HostConfiguration(
                        hostConfig, materializer, engine::nodeId, engine::reloadConfiguration);
    }

    @Override
    public Sequencer sequencer() {
        return engine.sequencer();
    }

    @Override
    public void begin(StatusEntries statusEntries) throws IOException {
        entries = statusEntries;
        firstTree.makeWhereEmpty();
        state.index(); // reads every file once, which no other node shall wait for
        engine.start(statusEntries);
        watch.scheduleWithFixedDelay(
                configuration::follow, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void awaitQuorum() {
        long deadline = System.nanoTime() + READY_NANOS_MAX;
        while (!engine.isReady() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(READY_LOOK_NANOS);
        }
    }

    @Override
    public Membership membership() {
        return membership.get();
    }

    @Override
    public Optional<List<LogLine>> log() {
        return Optional.of(log.lines());
    }

    /** There are no terms: Corosync gives the order. */
    @Override
    public long term() {
        return 0;
    }

    @Override
    public void dropBefore(long index) throws JournalException {
        journal.dropBefore(index);
    }

    @Override
    public boolean command(String line) {
        if (!line.equals("verify") || !engine.isReady()) {
            return false;
        }
        engine.verify();
        return true;
    }

    @Override
    public void putInto(ObjectNode json) {
        json.put("mode", "corosync");
        new CorosyncFacts(engine, membership.get()).putInto(json);
    }

    @Override
    public void close() {
        watch.shutdownNow();
        engine.close();
    }

    private static Corosync libraries() throws IOException {
        try {
            return Corosync.load();
        } catch (CorosyncCallException missing) {
            throw new IOException(
                    missing.getMessage() + "; or serve this node alone, with --local", missing);
        }
    }

    private Optional<String> addressOf(String node) {
        StatusEntries present = entries;
        return present == null ? Optional.empty() : present.address(node);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "corosync-watch");
        thread.setDaemon(true);
        return thread;
    }
}
