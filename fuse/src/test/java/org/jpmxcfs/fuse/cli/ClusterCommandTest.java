package org.jpmxcfs.fuse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.files.SequencedFiles;
import org.jpmxcfs.fuse.files.SharedFiles;
import org.jpmxcfs.fuse.membership.ClusterFiles;
import org.jpmxcfs.fuse.membership.ClusterIdentity;
import org.jpmxcfs.fuse.membership.Token;
import org.jpmxcfs.fuse.node.StoppedNode;
import org.jpmxcfs.fuse.store.DataDirLock;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.corosync.conf.CorosyncConf;
import org.jpmxcfs.transport.raft.node.MarkFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCommandTest {
    private static final Member SELF = new Member(1, "node1", "10.0.0.1", 5410, true);

    @TempDir Path dir;

    @Test
    void shouldMakeAClusterOfANodeAndKeepItsTree() throws Exception {
        // given
        write("storage.cfg", "dir: local");

        // when
        CommandRun run = create("home");

        // then
        assertEquals(0, run.status(), run.err());
        ClusterIdentity identity = ClusterFiles.in(new DataDirectory(dir)).load();
        assertEquals("home", identity.clusterName());
        assertEquals("node1", identity.link().nodeName());
        try (StoppedNode node = open()) {
            Mark mark = MarkFile.open(ClusterFiles.in(new DataDirectory(dir)).mark()).mark();
            assertEquals(new Mark(node.lastIndex(), 0, List.of(SELF)), mark);
            assertEquals("dir: local", read(node, "storage.cfg"));
            assertEquals(List.of(SELF), conf(node).members());
            assertTrue(read(node, "priv/jpmxcfs/ca.key").contains("BEGIN PRIVATE KEY"));
        }
    }

    @Test
    void shouldRefuseToMakeAClusterOfOne() throws Exception {
        // given
        create("home");

        // when / then
        assertLine(
                "this node is in cluster home already; take it out first with 'jpmxcfs cluster"
                        + " leave --to-local'",
                create("other"));
        Files.move(dir.resolve("cluster"), dir.resolve("gone"));
        assertLine("the tree has a corosync.conf, so it is that of a cluster;", create("other"));
    }

    @Test
    void shouldRefuseWhatCanNotBeANameOrAnAddress() {
        assertLine("a cluster's name has up to 15 letters", create("a".repeat(16)));
        assertLine("'no_name' cannot be a node name", cluster("create", "home", "--node=no_name"));
        assertLine(
                "'10 0' is neither an IP address nor a host name",
                cluster("create", "home", "--node=node1", "--address=10 0"));
        assertLine(
                "--port is 0; it goes from 1 to 65535",
                cluster("create", "home", "--node=node1", "--address=10.0.0.1", "--port=0"));
        assertFalse(ClusterFiles.in(new DataDirectory(dir)).exist());
    }

    @Test
    void shouldNotWorkUnderARunningDaemon() throws Exception {
        // given
        DataDirLock daemon = DataDirLock.take(new DataDirectory(dir));

        // when / then
        assertLine("data directory is in use by the daemon", create("home"));
        assertLine("data directory is in use by the daemon", cluster("leave", "--to-local"));
        assertLine(
                "data directory is in use by the daemon",
                cluster("recover", "--force-new-cluster", "--yes"));
        daemon.close();
    }

    @Test
    void shouldMakeAMemberANodeOfItsOwn() throws Exception {
        // given
        create("home");
        write("nodes/node1/config", "own");
        write("nodes/node2/qemu-server/100.conf", "cores: 1");

        // when
        CommandRun run = cluster("leave", "--to-local");

        // then
        assertEquals(0, run.status(), run.err());
        assertTrue(
                run.out()
                        .contains(
                                "nodes/node2 belongs to another node and is kept, 1 files:"
                                        + " qemu-server/100.conf\n"),
                run.out());
        assertFalse(ClusterFiles.in(new DataDirectory(dir)).exist());
        try (StoppedNode node = open()) {
            assertEquals(null, node.tree().find("corosync.conf"));
            assertEquals(null, node.tree().find("priv/jpmxcfs"));
            assertEquals("cores: 1", read(node, "nodes/node2/qemu-server/100.conf"));
        }
        assertEquals(1, countOf("cluster."));
        assertLine(dir + ": this node is in no cluster", cluster("leave", "--to-local"));
        assertEquals(0, create("again").status());
    }

    @Test
    void shouldDeleteWhatOtherNodesLeftOnlyWhenAskedTo() throws Exception {
        // given
        create("home");
        write("nodes/node1/config", "own");
        write("nodes/node2/qemu-server/100.conf", "cores: 1");

        // when
        CommandRun run = cluster("leave", "--to-local", "--purge");

        // then
        assertTrue(run.out().contains("deleted nodes/node2\n"), run.out() + run.err());
        try (StoppedNode node = open()) {
            assertEquals(null, node.tree().find("nodes/node2"));
            assertEquals("own", read(node, "nodes/node1/config"));
        }
    }

    @Test
    void shouldMakeANewClusterOfASurvivor() throws Exception {
        // given
        create("home");
        ClusterIdentity old = ClusterFiles.in(new DataDirectory(dir)).load();
        try (StoppedNode node = open()) {
            CorosyncConf three =
                    conf(node)
                            .withNode(new Member(2, "node2", "10.0.0.2", 5410, true))
                            .withNode(new Member(3, "node3", "10.0.0.3", 5410, true));
            files(node).replace("corosync.conf", three.toBytes());
        }

        // when
        CommandRun unsure = cluster("recover", "--force-new-cluster");
        CommandRun run = cluster("recover", "--force-new-cluster", "--yes");

        // then
        assertLine("there is no terminal to ask on; if you are sure, give --yes", unsure);
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("Changes that other nodes acknowledged after"), run.out());
        ClusterIdentity fresh = ClusterFiles.in(new DataDirectory(dir)).load();
        assertNotEquals(old.link().clusterId(), fresh.link().clusterId());
        assertNotEquals(old.link().authority(), fresh.link().authority());
        try (StoppedNode node = open()) {
            assertEquals(List.of(SELF), conf(node).members());
            assertEquals(5, conf(node).configVersion());
            Mark mark = MarkFile.open(ClusterFiles.in(new DataDirectory(dir)).mark()).mark();
            assertEquals(new Mark(node.lastIndex(), 0, List.of(SELF)), mark);
        }
        assertEquals(1, countOf("cluster."));
    }

    @Test
    void shouldRecoverOnlyAMemberThatHasTheTree() throws Exception {
        // when / then
        assertLine(
                dir + ": this node is in no cluster, so there is none to recover",
                cluster("recover", "--force-new-cluster", "--yes"));
        create("home");
        MarkFile.join(ClusterFiles.in(new DataDirectory(dir)).mark());
        assertLine(
                "this node has not received the tree of the cluster yet",
                cluster("recover", "--force-new-cluster", "--yes"));
        assertTrue(ClusterFiles.in(new DataDirectory(dir)).exist());
        assertEquals(0, cluster("leave", "--to-local").status());
    }

    @Test
    void shouldRefuseToJoinWithOneLine() throws Exception {
        // given
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        String token = token("node2", port);

        // when / then
        assertLine("this is no whole token", cluster("join", "abc", "--node=node2"));
        assertLine(
                "the token is for node node2 and this is node3: rename this host, or give"
                        + " --node=node2",
                cluster("join", token, "--node=node3"));
        CommandRun unreachable = cluster("join", token, "--node=node2");
        assertLine("127.0.0.1", unreachable);
        assertFalse(ClusterFiles.in(new DataDirectory(dir)).exist());
    }

    @Test
    void shouldNotTakeThePlaceOfATreeUnasked() throws Exception {
        // given
        write("storage.cfg", "dir: local");

        // when / then
        assertLine(
                dir
                        + " holds a tree with 1 entries, which the cluster's would take the place"
                        + " of: put it aside with --replace",
                cluster("join", token("node1", 1), "--node=node1"));
        create("home");
        assertLine(
                "this node is in cluster home already",
                cluster("join", token("node1", 1), "--node=node1"));
    }

    @Test
    void shouldInviteOnlyThroughAMount() {
        assertLine(
                "jpmxcfs is not mounted here",
                CommandRun.of("cluster", "invite", "node2", dir + ""));
        assertLine(
                "jpmxcfs is not mounted here",
                CommandRun.of("cluster", "remove", "node2", dir + ""));
        assertLine(
                "is no time such as 30m, 1h or 7d",
                CommandRun.of("cluster", "invite", "node2", "--valid=1y", dir + ""));
    }

    private static String token(String node, int port) {
        return new Token(node, "127.0.0.1", port, new byte[32], new byte[24]).toText();
    }

    private CommandRun create(String name) {
        return cluster("create", name, "--node=node1", "--address=10.0.0.1");
    }

    private CommandRun cluster(String... words) {
        return CommandRun.of(
                Stream.of(Stream.of("cluster"), Stream.of(words), Stream.of("--data-dir", dir + ""))
                        .flatMap(part -> part)
                        .toArray(String[]::new));
    }

    private StoppedNode open() throws Exception {
        return StoppedNode.open(new DataDirectory(dir), "node1", System.err::println);
    }

    private void write(String path, String content) throws Exception {
        try (StoppedNode node = open()) {
            for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
                files(node).makeDirectory(path.substring(0, at));
            }
            files(node).replace(path, content.getBytes());
        }
    }

    private static SharedFiles files(StoppedNode node) {
        return new SequencedFiles(node::tree, node.sequencer());
    }

    private static String read(StoppedNode node, String path) throws Exception {
        return new String(files(node).read(path).orElseThrow());
    }

    private static CorosyncConf conf(StoppedNode node) throws Exception {
        return CorosyncConf.parse(files(node).read("corosync.conf").orElseThrow());
    }

    private static void assertLine(String part, CommandRun run) {
        assertNotEquals(0, run.status(), run.toString());
        assertTrue(run.err().contains(part), run.toString());
        assertEquals(1, run.err().lines().count(), run.toString());
    }

    private long countOf(String prefix) throws Exception {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(f -> f.getFileName().toString().startsWith(prefix)).count();
        }
    }
}
