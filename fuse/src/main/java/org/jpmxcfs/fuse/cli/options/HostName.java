package org.jpmxcfs.fuse.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpmxcfs.fuse.cli.text.CommandFailure;

/** The name of a node whose name was not given. */
public final class HostName {
    private static final Path FILE = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** The host name up to its first dot. */
    public static String read() throws CommandFailure {
        try {
            return Files.readString(FILE).strip().split("\\.", 2)[0];
        } catch (IOException unreadable) {
            throw new CommandFailure(
                    "the host name cannot be read from "
                            + FILE
                            + ": give the name of this node with --node=NAME",
                    unreadable);
        }
    }
}
