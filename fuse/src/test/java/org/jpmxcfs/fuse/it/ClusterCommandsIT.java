package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the commands for a cluster do to one node, as they are installed. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClusterCommandsIT {
    private Daemon daemon;

    @BeforeEach
    void prepare() throws IOException {
        daemon = Daemon.of(ClusterCommandsIT.class);
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
    }

    /** The whole way on one data directory, since each start takes a second. */
    @Test
    void shouldMakeAClusterInviteAndGoBackToANodeOfItsOwn() throws IOException {
        // given
        Path mount = daemon.mount();

        // when
        CommandRun created = create();
        daemon.start("--no-ipc");
        Files.writeString(mount.resolve("storage.cfg"), "dir: local\n");
        Files.createDirectories(mount.resolve("nodes/node9/qemu-server"));
        CommandRun invited = daemon.run("cluster", "invite", "node2", mount + "");
        CommandRun invitedAgain = daemon.run("cluster", "invite", "node1", mount + "");
        CommandRun removed = daemon.run("cluster", "remove", "node1", mount + "");
        CommandRun underDaemon = daemon.runOnData("cluster", "leave", "--to-local");
        String conf = Files.readString(mount.resolve("corosync.conf"));
        String invitation = Files.readString(mount.resolve("priv/jpmxcfs/invitations/node2"));
        daemon.umount();
        CommandRun notMounted = daemon.run("cluster", "status", mount + "");
        CommandRun joined = join(invited.out().lines().findFirst().orElse(""));
        CommandRun left = daemon.runOnData("cluster", "leave", "--to-local", "--purge");
        daemon.start("--no-ipc");
        CommandRun inNoCluster = daemon.run("cluster", "status", "--verify", mount + "");

        // then
        created.requireSuccess();
        assertLine("jpmxcfs is not mounted here", notMounted);
        assertLine("this node is not in a cluster; make one with", inNoCluster);
        assertTrue(conf.contains("ring0_addr: 127.0.0.1"), conf);
        invited.requireSuccess();
        assertEquals(1, invited.out().lines().count(), invited.out());
        assertTrue(
                invited.err().contains("run on node2: jpmxcfs cluster join TOKEN"), invited.err());
        assertFalse(invitation.contains(invited.out().lines().findFirst().orElseThrow()));
        assertLine("cluster home has a node node1 already", invitedAgain);
        assertLine("node1 is the only node of its cluster", removed);
        assertLine("data directory is in use by the daemon", underDaemon);
        assertLine("this node is in cluster home already", joined);
        left.requireSuccess();
        assertTrue(left.out().contains("deleted nodes/node9\n"), left.out());
        assertEquals("dir: local\n", Files.readString(mount.resolve("storage.cfg")));
        assertFalse(Files.exists(mount.resolve("corosync.conf")));
        assertFalse(Files.exists(mount.resolve("priv/jpmxcfs")));
        Files.writeString(mount.resolve("storage.cfg"), "dir: other\n");
        daemon.umount();
        daemon.requireIntact();
    }

    private CommandRun create() {
        return daemon.runOnData("cluster", "create", "home", "--node=node1", "--address=127.0.0.1");
    }

    private CommandRun join(String token) {
        return daemon.runOnData("cluster", "join", token, "--node=node2");
    }

    private static void assertLine(String part, CommandRun run) {
        assertEquals(1, run.err().lines().count(), run::toString);
        assertEquals(1, run.status(), run::toString);
        assertTrue(run.err().contains(part), run::toString);
    }
}
