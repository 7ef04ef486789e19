package org.jpmxcfs.fuse.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files by which Proxmox's service and clients know of the daemon: its PID file, and the flag
 * that makes clients wait while it restarts. Only the file system at {@code /etc/pve} has them: it
 * is the one that those clients mean.
 */
final class RunFiles {
    private static final Logger LOG = LoggerFactory.getLogger(RunFiles.class);

    private final boolean isOfSystem;
    private final Path pidFile;
    private final Path restartFlag;

    private RunFiles(boolean isOfSystem, Path runDir) {
        this.isOfSystem = isOfSystem;
        pidFile = runDir.resolve("pve-cluster.pid");
        restartFlag = runDir.resolve("pve-cluster").resolve("cfs-restart-flag");
    }

    /** The files of a daemon with this configuration. */
    static RunFiles of(NodeConfig config) {
        boolean isOfSystem = config.mount().point().equals(NodeConfig.Mount.POINT_OF_SYSTEM);
        return new RunFiles(isOfSystem, config.machine().runDir());
    }

    /** The mount answers: clients need not wait any longer. */
    void ready() throws IOException {
        if (isOfSystem) {
            Files.writeString(pidFile, ProcessHandle.current().pid() + "\n");
            Files.deleteIfExists(restartFlag);
        }
    }

    /** The daemon begins to stop: clients that do not find it should come back. */
    void stopping() {
        if (isOfSystem) {
            quietly(
                    restartFlag,
                    () -> {
                        Files.createDirectories(restartFlag.getParent());
                        Files.writeString(restartFlag, "");
                    });
        }
    }

    /** The daemon has stopped, or could not start. */
    void gone() {
        if (isOfSystem) {
            quietly(pidFile, () -> Files.deleteIfExists(pidFile));
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    // A daemon that stops goes on stopping, whatever becomes of these files.
    private static void quietly(Path file, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            LOG.warn("{}: cannot be kept up to date: {}", file, e.toString());
        }
    }
}
