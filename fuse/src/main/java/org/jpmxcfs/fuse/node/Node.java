package org.jpmxcfs.fuse.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jpmxcfs.fuse.http.MetricsServer;
import org.jpmxcfs.fuse.libc.Libc;
import org.jpmxcfs.fuse.logging.LogLevel;
import org.jpmxcfs.fuse.membership.ClusterFiles;
import org.jpmxcfs.fuse.membership.StoredMember;
import org.jpmxcfs.fuse.metrics.JournalSize;
import org.jpmxcfs.fuse.metrics.NodeMetrics;
import org.jpmxcfs.fuse.mount.Mount;
import org.jpmxcfs.fuse.mount.MountPoints;
import org.jpmxcfs.fuse.ops.TreeOperations;
import org.jpmxcfs.fuse.ordering.Engine;
import org.jpmxcfs.fuse.ordering.Ordering;
import org.jpmxcfs.fuse.ordering.SingleNode;
import org.jpmxcfs.fuse.ordering.TreeState;
import org.jpmxcfs.fuse.ordering.corosync.CorosyncMember;
import org.jpmxcfs.fuse.ordering.raft.ClusterMember;
import org.jpmxcfs.fuse.store.BootId;
import org.jpmxcfs.fuse.store.DataDirLock;
import org.jpmxcfs.fuse.store.Recovery;
import org.jpmxcfs.fuse.store.Retention;
import org.jpmxcfs.fuse.store.StartException;
import org.jpmxcfs.fuse.store.StrayFiles;
import org.jpmxcfs.fuse.store.ViewWatch;
import org.jpmxcfs.fuse.virtual.ClusterLogFile;
import org.jpmxcfs.fuse.virtual.DebugFile;
import org.jpmxcfs.fuse.virtual.GuestsFile;
import org.jpmxcfs.fuse.virtual.MembersFile;
import org.jpmxcfs.fuse.virtual.NodeLinks;
import org.jpmxcfs.fuse.virtual.RrdFile;
import org.jpmxcfs.fuse.virtual.VersionFile;
import org.jpmxcfs.fuse.virtual.VirtualFiles;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.views.LogLine;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.Sequencer;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.jpmxcfs.transport.ipc.qb.QbConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: builds every part, starts them in order, and stops them in reverse. A start that
 * fails stops what it had started and leaves nothing behind.
 */
public final class Node implements Mounted {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /**
     * Requests that can wait at once, for a sync or in a cluster for a majority, before a further
     * one has to queue.
     */
    private static final int FUSE_THREADS = 8;

    private static final int PRIORITY_INFO = 6;

    private final NodeConfig config;
    private final long startMillis = System.currentTimeMillis();
    private final Deque<AutoCloseable> started = new ArrayDeque<>(); // guarded by this

    private final List<String> notices = new CopyOnWriteArrayList<>();

    private Mount mount;

    private Node(NodeConfig config) {
        this.config = config;
    }

    /**
     * Starts a node; the mount answers when this returns.
     *
     * @throws StartException when something is missing, in use or damaged; nothing is left behind
     *     then
     */
    public static Node start(NodeConfig config) throws StartException {
        Node node = new Node(config);
        try {
            node.start();
            return node;
        } catch (StartException e) {
            node.close();
            throw e;
        } catch (IOException e) {
            node.close();
            throw new StartException(e);
        }
    }

    /**
     * What who starts it should know: what was mended, a paragraph for each thing, and what this
     * node has of a cluster that it does not take part in; normally nothing.
     */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    @Override
    public void awaitStop() {
        try {
            mount.awaitGone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Unmounts and stops everything in reverse order; what was acknowledged is on stable storage
     * then.
     */
    @Override
    public synchronized void close() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.error("{} did not stop cleanly", part.getClass().getSimpleName(), e);
            }
        }
    }

    private synchronized void start() throws IOException {
        int gid = groupId(config.mount().group());
        MountPoints.clear(config.mount().point());
        RunFiles runFiles = RunFiles.of(config);
        started(DataDirLock.take(config.data())).tell(config.mount().point());
        if (config.mount().movesStrayFiles()) {
            moveStrayFiles();
        }
        MountPoints.requireEmpty(config.mount().point());
        started(runFiles::gone);
        Optional<StoredMember> member = storedMember();
        Recovery.Opened stored = opened(member);
        Engine engine =
                new EngineChoice(config, member.isPresent()).of(stored.materializer().tree());
        noteOthers(engine, stored);
        Ordering ordering = started(ordering(engine, member, stored));
        Optional<NodeMetrics> metrics =
                config.services().metrics().map(address -> metrics(ordering, stored));
        Sequencer sequencer = metrics.map(NodeMetrics::sequencer).orElse(ordering.sequencer());
        LocalServices services = started(new LocalServices(nodeName(), sequencer));
        VirtualFiles files = virtualFiles(stored, ordering, services);
        ordering.begin(services.entries());
        started(retention(stored, ordering).start());
        started(new ViewWatch(stored.materializer()).start());
        ordering.awaitQuorum();
        announce(sequencer, services);
        serveTools(
                services,
                new IpcView(stored.materializer()::tree, log(stored, ordering), files),
                gid);
        mount =
                started(
                        mount(
                                stored.materializer(),
                                sequencer,
                                files,
                                gid,
                                engine != Engine.LOCAL));
        LOG.info(
                "{}: mounted, node {}, binding {}",
                config.mount().point(),
                config.nodeName(),
                config.mount().binding());
        services.awaitServing();
        services.publishAddress();
        if (metrics.isPresent()) {
            metrics.get().addIpc(services::answeredCount, services::refusedCount);
            started(MetricsServer.start(config.services().metrics().get(), metrics.get()));
        }
        runFiles.ready();
        // The other way round at the end: clients know that it is a restart, then reach nothing by
        // IPC, then the mount goes. None meets a bare directory while it believes in a cluster.
        started(services::stopServing);
        started(runFiles::stopping);
    }

    private void moveStrayFiles() throws IOException {
        Path point = config.mount().point();
        new StrayFiles(config.data())
                .collect(point, Instant.now())
                .ifPresent(
                        kept ->
                                note(
                                        point
                                                + ": what was written there while nothing was"
                                                + " mounted is now in "
                                                + kept
                                                + "; look at it with 'jpmxcfs stray list'"));
    }

    private Recovery.Opened opened(Optional<StoredMember> member) throws IOException {
        Recovery.Opened stored = recovery().open(member.map(StoredMember::marks));
        started(stored.afterwards());
        started(stored.journal());
        started(stored.materializer());
        return stored;
    }

    private void noteOthers(Engine engine, Recovery.Opened stored) {
        if (engine == Engine.LOCAL) {
            OtherNodes others = new OtherNodes(stored.materializer().tree(), nodeName());
            (config.engine() == Engine.LOCAL ? others.lines() : others.warning())
                    .forEach(this::note);
            others.renamed(config.mount().point()).forEach(this::note);
        }
    }

    private TreeOperations operations(
            Materializer materializer, Sequencer sequencer, VirtualFiles files, int gid) {
        return new TreeOperations(
                materializer::tree,
                sequencer,
                files,
                new NodeLinks(config.nodeName()),
                gid,
                config.mount().chmod());
    }

    private void serveTools(LocalServices services, IpcView view, int gid) {
        config.services()
                .ipcService()
                .ifPresent(name -> services.serve(QbConfig.named(name, gid), view));
    }

    private Mount mount(
            Materializer materializer,
            Sequencer sequencer,
            VirtualFiles files,
            int gid,
            boolean isShared)
            throws IOException {
        TreeOperations operations = operations(materializer, sequencer, files, gid);
        return new Mounting(config.mount().point(), operations, gid, FUSE_THREADS)
                .by(
                        config.mount().binding(),
                        isShared ? Mounting.Changes.SHARED : Mounting.Changes.OWN,
                        materializer::listen,
                        sequencer);
    }

    private NodeMetrics metrics(Ordering ordering, Recovery.Opened stored) {
        String version = Node.class.getPackage().getImplementationVersion();
        NodeMetrics metrics =
                new NodeMetrics(
                        config.nodeName(),
                        Objects.requireNonNullElse(version, "unknown"),
                        ordering.sequencer(),
                        stored.materializer());
        metrics.addJournal(stored.journal(), new JournalSize(stored.journal(), Clock.systemUTC()));
        metrics.addCluster(() -> ordering.membership().onlineCount(), ordering::term);
        return metrics;
    }

    private VirtualFiles virtualFiles(
            Recovery.Opened stored, Ordering ordering, LocalServices services) {
        Supplier<Tree> trees = stored.materializer()::tree;
        StatusEntries entries = services.entries();
        return new VirtualFiles(
                List.of(
                        new VersionFile(
                                startMillis / 1000,
                                () -> ordering.membership().version(),
                                trees,
                                entries),
                        new MembersFile(ordering::membership),
                        new GuestsFile(() -> trees.get().guests()),
                        new ClusterLogFile(log(stored, ordering)),
                        new RrdFile(() -> Names.toBytes(entries.samplesText())),
                        new DebugFile(LogLevel::isDebug, LogLevel::setDebug),
                        new StatusFile(config, startMillis, stored, ordering, services)));
    }

    private static IntFunction<List<LogLine>> log(Recovery.Opened stored, Ordering ordering) {
        return count ->
                ordering.log()
                        .map(lines -> lines.subList(0, Math.min(count, lines.size())))
                        .orElseGet(() -> stored.materializer().tree().clusterLog().newest(count));
    }

    private String nodeName() {
        return Names.ofText(config.nodeName());
    }

    /**
     * Tells of the start in the cluster log. What is served after that is no older than what this
     * node served before it stopped, since the message comes after it in the order; without quorum
     * nothing better than the old state is to be had.
     */
    private void announce(Sequencer sequencer, LocalServices services) {
        int pid = (int) ProcessHandle.current().pid();
        Mutation.LogMessage message =
                new Mutation.LogMessage(
                        PRIORITY_INFO, pid, nodeName(), "root", "cluster", "starting cluster log");
        if (sequencer.submit(message).refusal() == Refusal.NO_QUORUM) {
            services.log(message);
        }
    }

    private Optional<StoredMember> storedMember() throws IOException {
        if (config.engine() == Engine.LOCAL) {
            ClusterFiles.in(config.data()).noteServedAlone();
            return Optional.empty();
        }
        return StoredMember.of(config.data(), config.nodeName());
    }

    private Recovery recovery() throws IOException {
        return new Recovery(
                config.data(),
                config.storage(),
                BootId.read(config.machine().bootIdFile()),
                Clock.systemUTC(),
                this::note);
    }

    private Ordering ordering(Engine engine, Optional<StoredMember> member, Recovery.Opened opened)
            throws IOException {
        ChronicleJournal journal = opened.journal();
        Materializer materializer = opened.materializer();
        Durability durability = config.storage().durability();
        Path hostConfig = config.machine().hostConfig();
        return switch (engine) {
            case NETTY ->
                    new ClusterMember(
                            member.orElseThrow(),
                            journal,
                            materializer,
                            config.data().base(),
                            durability,
                            hostConfig);
            case COROSYNC ->
                    new CorosyncMember(
                            config.nodeName(), journal, materializer, durability, hostConfig);
            default ->
                    new SingleNode(
                            config.nodeName(), journal, new TreeState(materializer), durability);
        };
    }

    private Retention retention(Recovery.Opened stored, Ordering ordering) {
        return new Retention(
                config.storage().history(),
                stored.journal(),
                stored.materializer(),
                config.data(),
                Clock.systemUTC(),
                ordering::dropBefore);
    }

    private void note(String paragraph) {
        LOG.warn(paragraph);
        notices.add(paragraph);
    }

    /** The number of a group that must be there. */
    static int groupId(String group) throws StartException {
        return Libc.groupId(group)
                .orElseThrow(
                        () ->
                                new StartException(
                                        "group "
                                                + group
                                                + ": there is no such group; make it with 'groupadd"
                                                + " --system "
                                                + group
                                                + "', or name another with --group"));
    }

    private <T extends AutoCloseable> T started(T part) {
        started.push(part);
        return part;
    }
}
