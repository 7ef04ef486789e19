package org.jpmxcfs.fuse.ordering.raft;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.fuse.files.SequencedFiles;
import org.jpmxcfs.fuse.membership.ClusterIdentity;
import org.jpmxcfs.fuse.membership.ConfigFollower;
import org.jpmxcfs.fuse.membership.ConfigWatch;
import org.jpmxcfs.fuse.membership.EnrolmentDesk;
import org.jpmxcfs.fuse.membership.MembershipView;
import org.jpmxcfs.fuse.membership.StoredMember;
import org.jpmxcfs.fuse.ordering.Ordering;
import org.jpmxcfs.fuse.ordering.TreeState;
import org.jpmxcfs.fuse.virtual.MembersFile.Membership;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.Sequencer;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.jpmxcfs.transport.netty.LoopThread;
import org.jpmxcfs.transport.netty.NettyLinks;
import org.jpmxcfs.transport.raft.node.ClusterConfig;
import org.jpmxcfs.transport.raft.node.ClusterSequencer;
import org.jpmxcfs.transport.raft.node.ClusterStatus;
import org.jpmxcfs.transport.raft.node.LinkStatus;
import org.jpmxcfs.transport.raft.node.Start;
import org.jpmxcfs.transport.raft.node.Surroundings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node runs besides a node that serves alone: the order of the cluster and the links that it
 * goes over, what follows corosync.conf, and what the nodes tell each other about themselves.
 */
public final class ClusterMember implements Ordering {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterMember.class);
    private static final long WATCH_MILLIS = 100;
    private static final long REPORT_MILLIS = 1_000;
    private static final long STOP_SECONDS_MAX = 5;
    private static final long QUORUM_NANOS_MAX = TimeUnit.SECONDS.toNanos(3);
    private static final long QUORUM_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int DESK_THREADS = 2;
    private static final int DESK_QUEUE = 16;
    private static final long DESK_IDLE_SECONDS = 10;

    private final ClusterIdentity identity;
    private final Materializer materializer;
    private final ConfigWatch config;
    private final ConfigFollower follower;
    private final Reports reports = new Reports();
    private final LoopThread loop = new LoopThread("cluster");
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(task -> daemonThread("cluster-watch", task));
    private final ThreadPoolExecutor deskThreads = deskThreads();
    private final StoredMember stored;
    private final ChronicleJournal journal;
    private final Durability durability;
    private final Divergence divergence;
    private final Verification verification;
    private final MemberState state;
    private final MemberOrder sequencer;
    private final MembershipView membership;
    private volatile Exchange exchange; // null before begin()
    private boolean beginningAnew; // watch thread only
    private volatile NettyLinks links; // null before begin() and after it failed
    private volatile StatusEntries entries; // null before begin()

    /**
     * A member that has not begun; journal and materializer stay those of the caller.
     *
     * @param base where the state is kept that the journal begins with
     * @param hostConfig where corosync.conf is copied to, outside the mount
     */
    public ClusterMember(
            StoredMember stored,
            ChronicleJournal journal,
            Materializer materializer,
            Path base,
            Durability durability,
            Path hostConfig) {
        this.stored = stored;
        this.identity = stored.identity();
        this.journal = journal;
        this.materializer = materializer;
        this.durability = durability;
        this.config = new ConfigWatch(materializer::tree);
        int nodeId = identity.link().nodeId();
        this.follower = new ConfigFollower(nodeId, config, hostConfig, this::want);
        this.divergence = new Divergence(nodeId, new Resync());
        this.verification =
                new Verification(
                        nodeId,
                        materializer,
                        watch,
                        digest -> links.publish(Exchange.DIGEST_KEY, digest));
        this.state = new MemberState(new TreeState(materializer), base, new StateWatch());
        this.sequencer = new MemberOrder(newSequencer(), divergence::isDivergent);
        this.membership =
                new MembershipView(
                        identity.link().nodeName(),
                        identity.link().nodeId(),
                        config::current,
                        this::linkStatus,
                        this::addressOf,
                        sequencer::isQuorate);
    }

    @Override
    public Sequencer sequencer() {
        return sequencer;
    }

    @Override
    public void begin(StatusEntries statusEntries) throws IOException {
        resumeGivingUp();
        entries = statusEntries;
        exchange = new Exchange(statusEntries, reports, divergence, verification, this::nameOf);
        sequencer.sequencer().listen(exchange);
        links =
                NettyLinks.open(
                        loop,
                        identity.link(),
                        new InetSocketAddress(identity.port()),
                        new SecureRandom().nextLong(),
                        sequencer,
                        desk());
        statusEntries.addListener(exchange.publisher(links));
        statusEntries.localEntries().forEach((key, value) -> exchange.publish(links, key, value));
        sequencer.sequencer().start(links, exchange);
        watch.scheduleWithFixedDelay(follower::follow, 0, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        watch.scheduleWithFixedDelay(this::report, 0, REPORT_MILLIS, TimeUnit.MILLISECONDS);
        loop.executor()
                .scheduleWithFixedDelay(
                        this::compare, REPORT_MILLIS, REPORT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void awaitQuorum() {
        long deadline = System.nanoTime() + QUORUM_NANOS_MAX;
        while (!sequencer.isQuorate() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(QUORUM_LOOK_NANOS);
        }
    }

    @Override
    public Membership membership() {
        return membership.get();
    }

    @Override
    public long term() {
        return sequencer.sequencer().status().term();
    }

    @Override
    public void dropBefore(long index) throws JournalException {
        sequencer.sequencer().covered(index - 1);
        // What the order let go of before, and a reader kept then, goes now.
        journal.dropBefore(Math.min(index, stored.marks().mark().index() + 1));
    }

    @Override
    public boolean command(String line) {
        String self = Names.ofText(identity.link().nodeName());
        return line.equals("verify") && sequencer.submit(Verification.request(self)).isDone();
    }

    @Override
    public void putInto(ObjectNode status) {
        status.put("mode", "cluster");
        ClusterStatus now = sequencer.sequencer().status();
        new ClusterFacts(
                        identity,
                        now,
                        config.current(),
                        linkStatus(),
                        reports,
                        verification,
                        reportOf(now))
                .putInto(status);
    }

    /** Hands leadership over where possible, then stops; within some seconds. */
    @Override
    public void close() {
        watch.shutdownNow();
        deskThreads.shutdownNow();
        try {
            watch.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (links != null) {
            sequencer.sequencer().stepAside();
        }
        sequencer.close();
        if (links != null) {
            links.close();
        }
        loop.close();
    }

    /** What is thrown here would end all later reports. */
    private void report() {
        try {
            NodeReport report = reportOf(sequencer.sequencer().status());
            links.publish(Exchange.REPORT_KEY, report.toBytes());
        } catch (RuntimeException e) {
            LOG.error("the other nodes could not be told how this one is doing", e);
        }
    }

    private NodeReport reportOf(ClusterStatus status) {
        return NodeReport.of(status, divergence.isDivergent(), identity.link().certificate());
    }

    private void compare() {
        try {
            divergence.compare();
        } catch (RuntimeException e) {
            LOG.error("the states of the nodes could not be compared; it is tried again", e);
        }
    }

    private ClusterSequencer newSequencer() {
        return new ClusterSequencer(
                ClusterConfig.of(identity.link().nodeId(), stored.directory(), durability),
                journal,
                state,
                stored.marks(),
                loop.executor(),
                Surroundings.ofMachine());
    }

    /** A stop has come between {@link #beginAnew} and the snapshot that it asks for. */
    private void resumeGivingUp() throws IOException {
        if (Start.isGivenUp(stored.marks(), materializer.appliedIndex())) {
            LOG.warn(
                    "the state of this node was found to be wrong before it was stopped, and that"
                            + " of another has not come yet: it takes no changes until then, and what"
                            + " it serves may be wrong");
            giveUp();
        }
    }

    private void giveUp() throws IOException {
        state.forget();
        Start.giveUp(journal, stored.marks());
    }

    /** Gives journal and state up, and takes part as a node that has just joined. */
    private void beginAnew() {
        if (beginningAnew) {
            return;
        }
        beginningAnew = true;
        try {
            sequencer.sequencer().close();
            giveUp();
            ClusterSequencer next = newSequencer();
            next.listen(exchange);
            sequencer.replace(next);
            next.start(links, exchange);
            follower.tell();
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "the state of another node cannot be had: {}; remove this node from the"
                            + " cluster and let it join again",
                    e.getMessage(),
                    e);
        }
    }

    /** What a node does that was found to be the odd one. */
    private final class Resync implements Divergence.Remedy {
        @Override
        public void publish(byte[] value) {
            links.publish(Exchange.CHECKSUMS_KEY, value);
        }

        @Override
        public void resync() {
            sequencer.judged();
            watch.execute(ClusterMember.this::beginAnew);
        }
    }

    /** Lets each new state be compared. */
    private final class StateWatch implements MemberState.Watcher {
        @Override
        public void applied(Entry entry) {
            divergence.applied(entry.index(), materializer.tree().checksum());
            verification.applied(entry);
        }

        @Override
        public void replaced() {
            loop.executor()
                    .execute(
                            () -> {
                                divergence.replaced();
                                sequencer.judged();
                            });
            watch.execute(() -> beginningAnew = false);
        }
    }

    private void want(List<Member> members) {
        sequencer.sequencer().want(members);
    }

    private String nameOf(int id) {
        return sequencer.sequencer().status().nameOf(id);
    }

    private Map<Integer, LinkStatus> linkStatus() {
        NettyLinks present = links;
        return present == null ? Map.of() : present.status();
    }

    private Optional<String> addressOf(String node) {
        StatusEntries present = entries;
        return present == null ? Optional.empty() : present.address(node);
    }

    private EnrolmentDesk desk() {
        return new EnrolmentDesk(
                new SequencedFiles(materializer::tree, sequencer),
                () -> materializer.tree().origins(),
                identity.link(),
                new SecureRandom(),
                InstantSource.system(),
                deskThreads);
    }

    /** A bounded queue: what comes when it is full is told to come again. */
    private static ThreadPoolExecutor deskThreads() {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(
                        DESK_THREADS,
                        DESK_THREADS,
                        DESK_IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(DESK_QUEUE),
                        task -> daemonThread("enrolment", task));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static Thread daemonThread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
