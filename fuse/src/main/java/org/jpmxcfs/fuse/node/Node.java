package org.jpmxcfs.fuse.node;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jpmxcfs.fuse.http.MetricsServer;
import org.jpmxcfs.fuse.libc.Libc;
import org.jpmxcfs.fuse.logging.LogLevel;
import org.jpmxcfs.fuse.membership.ClusterFiles;
import org.jpmxcfs.fuse.membership.StoredMember;
import org.jpmxcfs.fuse.metrics.JournalSize;
import org.jpmxcfs.fuse.metrics.NodeMetrics;
import org.jpmxcfs.fuse.mount.MountPoints;
import org.jpmxcfs.fuse.mount.libfuse2.FuseMount;
import org.jpmxcfs.fuse.ops.TreeOperations;
import org.jpmxcfs.fuse.ordering.Ordering;
import org.jpmxcfs.fuse.ordering.SingleNode;
import org.jpmxcfs.fuse.ordering.TreeState;
import org.jpmxcfs.fuse.ordering.raft.ClusterMember;
import org.jpmxcfs.fuse.store.BootId;
import org.jpmxcfs.fuse.store.DataDirLock;
import org.jpmxcfs.fuse.store.MountConfig;
import org.jpmxcfs.fuse.store.Recovery;
import org.jpmxcfs.fuse.store.Retention;
import org.jpmxcfs.fuse.store.StartException;
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

    private final MountConfig config;
    private final long startMillis = System.currentTimeMillis();
    private final Deque<AutoCloseable> started = new ArrayDeque<>(); // guarded by this

    private final List<String> notices = new CopyOnWriteArrayList<>();

    private FuseMount mount;

    private Node(MountConfig config) {
        this.config = config;
    }

    /**
     * Starts a node; the mount answers when this returns.
     *
     * @throws StartException when something is missing, in use or damaged; nothing is left behind
     *     then
     */
    public static Node start(MountConfig config) throws StartException {
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
        int gid = groupId(config.group());
        MountPoints.prepare(config.mountPoint());
        RunFiles runFiles = RunFiles.of(config);
        started(DataDirLock.take(config.dataDir())).tell(config.mountPoint());
        started(runFiles::gone);
        Optional<StoredMember> member = storedMember();
        Recovery.Opened opened = recovery().open(member.map(StoredMember::marks));
        ChronicleJournal journal = started(opened.journal());
        Materializer materializer = started(opened.materializer());
        if (member.isEmpty()) {
            OtherNodes others = new OtherNodes(materializer.tree(), nodeName());
            (config.local() ? others.lines() : others.warning()).forEach(this::note);
        }
        Ordering ordering = started(ordering(member, journal, materializer));
        Optional<NodeMetrics> metrics =
                config.metrics().map(address -> metrics(ordering, journal, materializer));
        Sequencer sequencer = metrics.map(NodeMetrics::sequencer).orElse(ordering.sequencer());
        LocalServices services = started(new LocalServices(nodeName(), sequencer));
        StatusFile status =
                new StatusFile(config, startMillis, journal, materializer, ordering, services);
        VirtualFiles files = virtualFiles(materializer::tree, services.entries(), ordering, status);
        TreeOperations operations =
                new TreeOperations(
                        materializer::tree,
                        sequencer,
                        files,
                        new NodeLinks(config.nodeName()),
                        gid);
        IpcView view = new IpcView(materializer::tree, files);
        ordering.begin(services.entries());
        started(retention(journal, materializer, ordering).start());
        ordering.awaitQuorum();
        announce(sequencer, services);
        config.ipcService().ifPresent(name -> services.serve(QbConfig.named(name, gid), view));
        mount = started(mount(operations, gid, member.isPresent()));
        LOG.info("{}: mounted, node {}", config.mountPoint(), config.nodeName());
        services.awaitServing();
        services.publishAddress();
        if (metrics.isPresent()) {
            metrics.get().addIpc(services::answeredCount, services::refusedCount);
            started(MetricsServer.start(config.metrics().get(), metrics.get()));
        }
        runFiles.ready();
        started(runFiles::stopping);
    }

    private FuseMount mount(TreeOperations operations, int gid, boolean isShared)
            throws IOException {
        return isShared
                ? FuseMount.mountShared(config.mountPoint(), operations, gid, FUSE_THREADS)
                : FuseMount.mount(config.mountPoint(), operations, gid, FUSE_THREADS);
    }

    private NodeMetrics metrics(
            Ordering ordering, ChronicleJournal journal, Materializer materializer) {
        String version = Node.class.getPackage().getImplementationVersion();
        NodeMetrics metrics =
                new NodeMetrics(
                        config.nodeName(),
                        Objects.requireNonNullElse(version, "unknown"),
                        ordering.sequencer(),
                        materializer);
        metrics.addJournal(journal, new JournalSize(journal, Clock.systemUTC()));
        metrics.addCluster(() -> ordering.membership().onlineCount(), ordering::term);
        return metrics;
    }

    private VirtualFiles virtualFiles(
            Supplier<Tree> trees, StatusEntries entries, Ordering ordering, StatusFile status) {
        return new VirtualFiles(
                List.of(
                        new VersionFile(
                                startMillis / 1000,
                                () -> ordering.membership().version(),
                                trees,
                                entries),
                        new MembersFile(ordering::membership),
                        new GuestsFile(() -> trees.get().guests()),
                        new ClusterLogFile(() -> trees.get().clusterLog()),
                        new RrdFile(() -> Names.toBytes(entries.samplesText())),
                        new DebugFile(LogLevel::isDebug, LogLevel::setDebug),
                        status));
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
        if (config.local()) {
            ClusterFiles.in(config.dataDir()).noteServedAlone();
            return Optional.empty();
        }
        return StoredMember.of(config.dataDir(), config.nodeName());
    }

    private Recovery recovery() throws IOException {
        return new Recovery(
                config, BootId.read(config.bootIdFile()), Clock.systemUTC(), this::note);
    }

    private Ordering ordering(
            Optional<StoredMember> member, ChronicleJournal journal, Materializer materializer) {
        TreeState state = new TreeState(materializer);
        return member.<Ordering>map(
                        stored ->
                                new ClusterMember(
                                        stored,
                                        journal,
                                        materializer,
                                        config.base(),
                                        config.durability(),
                                        config.hostConfig()))
                .orElseGet(
                        () ->
                                new SingleNode(
                                        config.nodeName(), journal, state, config.durability()));
    }

    private Retention retention(
            ChronicleJournal journal, Materializer materializer, Ordering ordering) {
        return new Retention(
                config.history(),
                journal,
                materializer,
                config.base(),
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
