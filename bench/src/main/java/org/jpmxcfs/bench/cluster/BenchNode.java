package org.jpmxcfs.bench.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jpmxcfs.fuse.ordering.TreeState;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.JournalConfig;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.MaterializerConfig;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.netty.LoopThread;
import org.jpmxcfs.transport.netty.NettyLinks;
import org.jpmxcfs.transport.raft.node.ClusterConfig;
import org.jpmxcfs.transport.raft.node.ClusterListener;
import org.jpmxcfs.transport.raft.node.ClusterSequencer;
import org.jpmxcfs.transport.raft.node.ClusterStatus;
import org.jpmxcfs.transport.raft.node.LinkIdentity;
import org.jpmxcfs.transport.raft.node.MarkFile;
import org.jpmxcfs.transport.raft.node.Start;
import org.jpmxcfs.transport.raft.node.Surroundings;

/** Everything of a member but the mount: journal, database, tree, sequencer, links. */
final class BenchNode implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ClusterSequencer sequencer;

    /** Starts a founding member, which links to the others as they come. */
    BenchNode(Path directory, Member self, List<Member> founders, LinkIdentity identity)
            throws IOException {
        Files.createDirectories(directory);
        ChronicleJournal journal =
                opened(
                        ChronicleJournal.open(
                                JournalConfig.of(directory.resolve("journal"), "bench"),
                                Clock.systemUTC()));
        MarkFile marks = MarkFile.found(directory.resolve("mark.json"), new Mark(0, 0, founders));
        SqliteStore store = SqliteStore.open(directory.resolve("config.db"));
        long replayTo = Start.settle(journal, marks, store.appliedIndex());
        Materializer materializer =
                opened(
                        Materializer.open(
                                store,
                                journal,
                                journal.id(),
                                replayTo,
                                MaterializerConfig.forCluster()));
        LoopThread loop = opened(new LoopThread("loop-" + self.name()));
        sequencer =
                new ClusterSequencer(
                        ClusterConfig.of(self.id(), directory, Durability.BATCH),
                        journal,
                        new TreeState(materializer),
                        marks,
                        loop.executor(),
                        Surroundings.ofMachine());
        NettyLinks links =
                opened(
                        NettyLinks.open(
                                loop,
                                identity,
                                new InetSocketAddress(self.address(), self.port()),
                                System.nanoTime() | 1,
                                sequencer,
                                (request, from) ->
                                        CompletableFuture.failedFuture(
                                                new IOException("nobody joins a benchmark"))));
        sequencer.start(links, new Deaf());
        opened(sequencer);
    }

    ClusterSequencer sequencer() {
        return sequencer;
    }

    @Override
    public void close() throws IOException {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IOException("a node did not stop", e);
            }
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private static final class Deaf implements ClusterListener {
        @Override
        public void changed(ClusterStatus status) {}

        @Override
        public void published(int from, String key, byte[] value) {}

        @Override
        public void restarted(int member) {}

        @Override
        public void linked(int member, boolean isUp) {}
    }
}
