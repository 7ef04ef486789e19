package org.jpmxcfs.fuse.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.mount.Binding;
import org.jpmxcfs.fuse.ops.ChmodPolicy;
import org.jpmxcfs.fuse.ordering.Engine;
import org.jpmxcfs.fuse.store.BootId;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.fuse.store.StorageSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {
    @TempDir private Path runDir;

    @Test
    void shouldMakeClientsWaitOnlyWhileTheDaemonRestarts() throws IOException {
        // given
        Path pidFile = runDir.resolve("pve-cluster.pid");
        Path flag = runDir.resolve("pve-cluster/cfs-restart-flag");
        RunFiles files = RunFiles.of(config(NodeConfig.Mount.POINT_OF_SYSTEM));

        // when, then
        files.ready();
        assertEquals(ProcessHandle.current().pid() + "\n", Files.readString(pidFile));
        assertFalse(Files.exists(flag));

        files.stopping();
        assertTrue(Files.exists(flag));
        assertTrue(Files.exists(pidFile), "the process still runs");

        files.gone();
        assertTrue(Files.exists(flag));
        assertFalse(Files.exists(pidFile));

        files.ready();
        assertFalse(Files.exists(flag));
    }

    @Test
    void shouldNotFlagARestartWhenAStartFails() {
        RunFiles files = RunFiles.of(config(NodeConfig.Mount.POINT_OF_SYSTEM));

        files.gone();

        assertEquals(List.of(), found());
    }

    @Test
    void shouldLeaveTheFilesOfTheSystemToItsOwnMount() throws IOException {
        RunFiles files = RunFiles.of(config(Path.of("/mnt/other")));

        files.ready();
        files.stopping();
        files.gone();

        assertEquals(List.of(), found());
    }

    private List<Path> found() {
        try (Stream<Path> files = Files.list(runDir)) {
            return files.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private NodeConfig config(Path mountPoint) {
        return new NodeConfig(
                "node1",
                Engine.LOCAL,
                new DataDirectory(Path.of("/none")),
                StorageSettings.DEFAULT,
                new NodeConfig.Mount(
                        mountPoint, "root", ChmodPolicy.STRICT, false, Binding.LIBFUSE),
                NodeConfig.Services.NONE,
                new NodeConfig.Machine(runDir, BootId.FILE, Path.of("/none/corosync.conf")),
                false);
    }
}
