package org.jpmxcfs.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jpmxcfs.fuse.libc.Libc;
import org.jpmxcfs.fuse.logging.LogLevel;
import org.jpmxcfs.fuse.metrics.JournalSize;
import org.jpmxcfs.fuse.metrics.MetricsServer;
import org.jpmxcfs.fuse.metrics.NodeMetrics;
import org.jpmxcfs.fuse.mount.FuseMount;
import org.jpmxcfs.fuse.mount.MountPoints;
import org.jpmxcfs.fuse.ops.TreeOperations;
import org.jpmxcfs.fuse.virtual.ClusterLogFile;
import org.jpmxcfs.fuse.virtual.DebugFile;
import org.jpmxcfs.fuse.virtual.GuestsFile;
import org.jpmxcfs.fuse.virtual.MembersFile;
import org.jpmxcfs.fuse.virtual.MembersFile.Membership;
import org.jpmxcfs.fuse.virtual.NodeLinks;
import org.jpmxcfs.fuse.virtual.RrdFile;
import org.jpmxcfs.fuse.virtual.VersionFile;
import org.jpmxcfs.fuse.virtual.VirtualFiles;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.JournalConfig;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.MaterializerConfig;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.transport.LocalSequencer;
import org.jpmxcfs.transport.Sequencer;
import org.jpmxcfs.transport.ipc.qb.QbConfig;
import org.jpmxcfs.transport.status.StatusEntries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: builds every part, starts them in order, and stops them in reverse. A start that
 * fails stops what it had started and leaves nothing behind.
 */
public final class Node implements Mounted {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /**
     * Requests that can wait at once, for a sync or in a cluster for a majority, before a further
     * one has to queue.
     */
    private static final int FUSE_THREADS = 8;

    private static final int PRIORITY_INFO = 6;

    private final MountConfig config;
    private final long startMillis = System.currentTimeMillis();
    private final Deque<AutoCloseable> started = new ArrayDeque<>(); // guarded by this

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
        started(DataDirLock.take(config.dataDir()));
        started(runFiles::gone);
        refuseForeignJournal();
        SqliteStore store = started(SqliteStore.open(config.database()));
        ChronicleJournal journal =
                started(ChronicleJournal.open(journalConfig(store), Clock.systemUTC()));
        keepBase(store, journal);
        Materializer materializer =
                started(
                        Materializer.open(
                                store,
                                journal,
                                journal.id(),
                                journal.lastIndex(),
                                MaterializerConfig.defaults()));
        started.remove(store); // the materializer closes it from here on
        Sequencer ordering =
                started(
                        new LocalSequencer(
                                journal,
                                materializer::apply,
                                config.durability(),
                                System::currentTimeMillis));
        Optional<NodeMetrics> metrics =
                config.metrics().map(address -> metrics(ordering, journal, materializer));
        Sequencer sequencer = metrics.map(NodeMetrics::sequencer).orElse(ordering);
        LocalServices services = started(new LocalServices(nodeName(), sequencer));
        StatusFile status =
                new StatusFile(
                        config, startMillis, journal, materializer, sequencer::isQuorate, services);
        VirtualFiles files = virtualFiles(materializer.tree(), services.entries(), status);
        TreeOperations operations =
                new TreeOperations(
                        materializer.tree(),
                        sequencer,
                        files,
                        new NodeLinks(config.nodeName()),
                        gid);
        mount = started(FuseMount.mount(config.mountPoint(), operations, gid, FUSE_THREADS));
        announce(sequencer);
        IpcView view = new IpcView(materializer.tree(), files);
        config.ipcService().ifPresent(name -> services.serve(QbConfig.named(name, gid), view));
        services.publishAddress();
        if (metrics.isPresent()) {
            metrics.get().addIpc(services::answeredCount, services::refusedCount);
            started(MetricsServer.start(config.metrics().get(), metrics.get()));
        }
        runFiles.ready();
        started(runFiles::stopping);
    }

    private NodeMetrics metrics(
            Sequencer sequencer, ChronicleJournal journal, Materializer materializer) {
        String version = Node.class.getPackage().getImplementationVersion();
        NodeMetrics metrics =
                new NodeMetrics(
                        config.nodeName(),
                        Objects.requireNonNullElse(version, "unknown"),
                        sequencer,
                        materializer);
        metrics.addJournal(journal, new JournalSize(journal, Clock.systemUTC()));
        metrics.addCluster(() -> 1, () -> 0);
        return metrics;
    }

    private VirtualFiles virtualFiles(Tree tree, StatusEntries entries, StatusFile status) {
        String nodeName = config.nodeName();
        return new VirtualFiles(
                List.of(
                        new VersionFile(startMillis / 1000, () -> 0, tree, entries::versions),
                        new MembersFile(() -> Membership.single(nodeName)),
                        new GuestsFile(tree.guests()),
                        new ClusterLogFile(tree.clusterLog()),
                        new RrdFile(() -> Names.toBytes(entries.samplesText())),
                        new DebugFile(LogLevel::isDebug, LogLevel::setDebug),
                        status));
    }

    private String nodeName() {
        return Names.ofText(config.nodeName());
    }

    private void announce(Sequencer sequencer) {
        int pid = (int) ProcessHandle.current().pid();
        sequencer.submit(
                new Mutation.LogMessage(
                        PRIORITY_INFO, pid, nodeName(), "root", "cluster", "starting cluster log"));
        LOG.info("{}: mounted, node {}", config.mountPoint(), config.nodeName());
    }

    /** A directory whose journal is refused gets no database either. */
    private void refuseForeignJournal() throws IOException {
        if (Files.exists(config.journalDir()) && !Files.exists(config.database())) {
            ChronicleJournal.examine(JournalConfig.of(config.journalDir(), bootId()));
        }
    }

    /**
     * A journal that begins over a state from elsewhere can be replayed only together with that
     * state.
     */
    private void keepBase(SqliteStore store, ChronicleJournal journal) throws IOException {
        boolean isNewJournal = journal.lastIndex() < journal.firstIndex();
        if (isNewJournal && store.journalId().isEmpty() && store.treeVersion() > 1) {
            store.copyAsBaseOf(journal.id(), config.base());
            LOG.info(
                    "{}: taken over; what it held before is kept in {}",
                    store.file(),
                    config.base());
        }
    }

    private JournalConfig journalConfig(SqliteStore store) throws IOException {
        return JournalConfig.of(config.journalDir(), bootId())
                .withFirstIndex(store.appliedIndex() + 1)
                .withCoveredIndex(store.appliedIndex());
    }

    private static String bootId() throws IOException {
        return Files.readString(BOOT_ID).strip();
    }

    /** The number of a group that must be there. */
    static int groupId(String group) throws StartException {
        return Libc.groupId(group)
                .orElseThrow(
                        () ->
                                new StartException(
                                        "group "
                                                + group
                                                + ": there is no such group; make it with 'groupadd --system "
                                                + group
                                                + "', or name another with --group"));
    }

    private <T extends AutoCloseable> T started(T part) {
        started.push(part);
        return part;
    }
}
