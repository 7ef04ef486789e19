package org.jpmxcfs.fuse.cli.options;

import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The mount point that a command is about. */
public final class MountPointOption {
    @Parameters(
            paramLabel = "MOUNTPOINT",
            arity = "0..1",
            defaultValue = "/etc/pve",
            description = "Directory of the mount (default: ${DEFAULT-VALUE}).")
    private Path path;

    /** The mount point as an absolute path without dots. */
    public Path path() {
        return path.toAbsolutePath().normalize();
    }
}
