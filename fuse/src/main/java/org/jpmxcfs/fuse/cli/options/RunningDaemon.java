package org.jpmxcfs.fuse.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.node.NodeStatus;
import org.jpmxcfs.fuse.store.DataDirLock;

/** The daemon that is at work on a data directory, if one is. */
public final class RunningDaemon {
    private final Path dataDir;
    private final Path mountPoint; // null when none is at work

    private RunningDaemon(Path dataDir, Path mountPoint) {
        this.dataDir = dataDir;
        this.mountPoint = mountPoint;
    }

    /** Looks for it. */
    public static RunningDaemon of(DataDirOption dataDir) throws CommandFailure {
        Optional<Path> mountPoint = DataDirLock.mountPoint(dataDir.directory());
        if (mountPoint.isPresent()) {
            NodeStatus status = MountStatus.read(mountPoint.get());
            if (status.dataDir().equals(dataDir.path().toString())) {
                return new RunningDaemon(dataDir.path(), mountPoint.get());
            }
        }
        return new RunningDaemon(dataDir.path(), null);
    }

    /**
     * Makes it write to the database what it has not written yet. Without a daemon there is nothing
     * to do: one that stops leaves nothing unwritten.
     *
     * @throws CommandFailure when it cannot
     */
    public void flush() throws CommandFailure {
        if (mountPoint == null) {
            return;
        }
        try {
            MountStatus.command(mountPoint, "flush");
        } catch (IOException refused) {
            throw new CommandFailure(
                    dataDir
                            + ": the daemon cannot write its newest changes to the database, see"
                            + " the system log; 'jpmxcfs db backup' has them from the journal",
                    refused);
        }
    }
}
