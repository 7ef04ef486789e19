package org.jpmxcfs.fuse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.files.SequencedFiles;
import org.jpmxcfs.fuse.files.SharedFiles;
import org.jpmxcfs.fuse.membership.ClusterFiles;
import org.jpmxcfs.fuse.membership.ClusterIdentity;
import org.jpmxcfs.fuse.membership.EnrolmentDesk;
import org.jpmxcfs.fuse.membership.Invitations;
import org.jpmxcfs.fuse.membership.Token;
import org.jpmxcfs.fuse.node.StoppedNode;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.transport.corosync.conf.CorosyncConf;
import org.jpmxcfs.transport.netty.LoopThread;
import org.jpmxcfs.transport.netty.NettyLinks;
import org.jpmxcfs.transport.pki.Certificates;
import org.jpmxcfs.transport.raft.node.LinkListener;
import org.jpmxcfs.transport.raft.node.MarkFile;
import org.jpmxcfs.transport.raft.wire.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cluster join} against the links and the desk of a member in the same process. */
class ClusterJoinTest {
    @TempDir Path dir;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private SharedFiles tree;
    private ClusterIdentity member;
    private InetSocketAddress address;

    @BeforeEach
    void startMember() throws Exception {
        Path home = dir.resolve("node1");
        CommandRun created =
                CommandRun.of(
                        "cluster",
                        "create",
                        "home",
                        "--node=node1",
                        "--address=127.0.0.1",
                        "--data-dir=" + home);
        assertEquals(0, created.status(), created.err());
        member = ClusterFiles.in(new DataDirectory(home)).load();
        StoppedNode node = StoppedNode.open(new DataDirectory(home), "node1", System.err::println);
        opened.add(node);
        tree = new SequencedFiles(node::tree, node.sequencer());
        LoopThread loop = new LoopThread("links");
        opened.add(loop);
        ExecutorService desk = Executors.newSingleThreadExecutor();
        opened.add(desk::shutdownNow);
        NettyLinks links =
                NettyLinks.open(
                        loop,
                        member.link(),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        1,
                        new Silent(),
                        new EnrolmentDesk(
                                tree,
                                Set::of,
                                member.link(),
                                new SecureRandom(),
                                InstantSource.system(),
                                desk));
        opened.add(links);
        address = links.address();
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void shouldBecomeAMemberByATokenThatIsGoodOnce() throws Exception {
        // given
        String token = token("node2", Certificates.fingerprint(member.link().authority()));

        // when
        CommandRun joined = join("node2", token, "--address=10.0.0.2", "--port=6000");
        CommandRun again = join("other", token, "--address=10.0.0.3");

        // then
        assertEquals(0, joined.status(), joined.err());
        assertEquals(
                "node2 is now in cluster home: id 2, address 10.0.0.2, port 6000; mount it, and it"
                        + " gets the tree\n",
                joined.out());
        ClusterFiles files = ClusterFiles.in(new DataDirectory(dir.resolve("node2")));
        assertEquals(member.link().clusterId(), files.load().link().clusterId());
        MarkFile mark = MarkFile.open(files.mark());
        assertEquals(new Mark(0, 0, List.of()), mark.mark());
        assertTrue(mark.isNewcomer());
        assertEquals(List.of("node1", "node2"), names());
        assertRefused("this token is not good for node node2", again);
    }

    @Test
    void shouldPutATreeAsideWhenAskedTo() throws Exception {
        // given
        Path home = Files.createDirectory(dir.resolve("node2"));
        try (StoppedNode old =
                StoppedNode.open(new DataDirectory(home), "node2", System.err::println)) {
            SequencedFiles files = new SequencedFiles(old::tree, old.sequencer());
            for (String path : List.of("nodes", "nodes/node2", "nodes/node2/lxc")) {
                files.makeDirectory(path);
            }
            files.replace("nodes/node2/lxc/101.conf", new byte[3]);
        }
        String token = token("node2", Certificates.fingerprint(member.link().authority()));

        // when
        CommandRun refused = join("node2", token);
        CommandRun joined = join("node2", token, "--replace", "--port=6000");

        // then
        assertRefused("put it aside with --replace", refused);
        assertEquals(0, joined.status(), joined.err());
        assertTrue(
                joined.out()
                        .startsWith(
                                "puts aside nodes/node2/lxc/101.conf\n"
                                        + "1 guests are put aside with the tree of this node\n"),
                joined.out());
        assertTrue(ClusterFiles.in(new DataDirectory(home)).exist());
        assertFalse(Files.exists(home.resolve("config.db")));
        assertFalse(Files.exists(home.resolve("journal")));
        try (Stream<Path> files = Files.list(home)) {
            assertEquals(
                    2,
                    files.filter(f -> f.toString().matches(".*/(config.db|journal)\\.2.*"))
                            .count());
        }
    }

    @Test
    void shouldTellNothingToAnotherCluster() throws Exception {
        // given
        String token = token("node2", new byte[Certificates.FINGERPRINT_BYTES]);

        // when
        CommandRun run = join("node2", token);

        // then
        assertRefused("127.0.0.1", run);
        assertEquals(List.of("node1"), names());
        assertFalse(ClusterFiles.in(new DataDirectory(dir.resolve("node2"))).exist());
    }

    private List<String> names() throws Exception {
        return CorosyncConf.parse(tree.read(CorosyncConf.PATH).orElseThrow()).members().stream()
                .map(node -> node.name())
                .toList();
    }

    private String token(String node, byte[] authority) throws IOException {
        byte[] secret =
                new Invitations(tree, InstantSource.system())
                        .open(node, Duration.ofMinutes(10), new SecureRandom());
        return new Token(node, "127.0.0.1", address.getPort(), authority, secret).toText();
    }

    private CommandRun join(String directory, String token, String... options) {
        Stream<String> command =
                Stream.of(
                        "cluster",
                        "join",
                        token,
                        "--node=node2",
                        "--data-dir=" + dir.resolve(directory));
        return CommandRun.of(Stream.concat(command, Stream.of(options)).toArray(String[]::new));
    }

    private static void assertRefused(String part, CommandRun run) {
        assertNotEquals(0, run.status(), run.toString());
        assertTrue(run.err().contains(part), run.toString());
        assertEquals(1, run.err().lines().count(), run.toString());
    }

    /** Only strangers call here. */
    private static final class Silent implements LinkListener {
        @Override
        public void received(int from, Message message) {}

        @Override
        public void published(int from, String key, byte[] value) {}

        @Override
        public void restarted(int id) {}

        @Override
        public void changed(int id, boolean isUp) {}
    }
}
