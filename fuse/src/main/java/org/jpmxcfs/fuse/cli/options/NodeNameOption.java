package org.jpmxcfs.fuse.cli.options;

import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.transport.pki.NodeName;
import picocli.CommandLine.Option;

/** The name of this node in its cluster. */
public final class NodeNameOption {
    @Option(
            names = "--node",
            paramLabel = "NAME",
            description = "Name of this node (default: host name up to the first dot).")
    private String name;

    /**
     * The name.
     *
     * @throws CommandFailure when it cannot be one
     */
    public String name() throws CommandFailure {
        String given = name == null ? HostName.read() : name;
        require(given);
        return given;
    }

    /** Refuses what cannot be the name of a node. */
    public static void require(String name) throws CommandFailure {
        if (!NodeName.isValid(name)) {
            throw new CommandFailure(
                    "'"
                            + Printable.line(name)
                            + "' cannot be a node name: give one of up to 63 letters, digits and"
                            + " hyphens");
        }
    }
}
