package org.jpmxcfs.fuse.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.store.BootId;
import org.jpmxcfs.fuse.store.History;
import org.jpmxcfs.fuse.store.MountConfig;
import org.jpmxcfs.transport.Durability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {
    @TempDir private Path runDir;

    @Test
    void shouldMakeClientsWaitOnlyWhileTheDaemonRestarts() throws IOException {
        // given
        Path pidFile = runDir.resolve("pve-cluster.pid");
        Path flag = runDir.resolve("pve-cluster/cfs-restart-flag");
        RunFiles files = RunFiles.of(config(MountConfig.DEFAULT_MOUNT_POINT));

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
        RunFiles files = RunFiles.of(config(MountConfig.DEFAULT_MOUNT_POINT));

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

    private MountConfig config(Path mountPoint) {
        return new MountConfig(
                mountPoint,
                Path.of("/none"),
                "node1",
                "root",
                true,
                false,
                Durability.BATCH,
                History.DEFAULT,
                Duration.ofMillis(200),
                runDir,
                BootId.FILE,
                Optional.empty(),
                MountConfig.DEFAULT_HOST_CONFIG,
                Optional.empty());
    }
}
