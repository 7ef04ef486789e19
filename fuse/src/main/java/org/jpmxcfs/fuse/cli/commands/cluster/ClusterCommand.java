package org.jpmxcfs.fuse.cli.commands.cluster;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs cluster ...}: several nodes that hold the same tree. */
@Command(
        name = "cluster",
        description = "Make a cluster of nodes that hold the same tree, and change who is in it.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ClusterCreateCommand.class,
            ClusterInviteCommand.class,
            ClusterJoinCommand.class,
            ClusterRemoveCommand.class,
            ClusterLeaveCommand.class,
            ClusterRecoverCommand.class,
            ClusterStatusCommand.class,
        },
        footer = {
            "",
            "Example, a cluster of two nodes:",
            "  node1$ jpmxcfs cluster create home && jpmxcfs mount",
            "  node1$ jpmxcfs cluster invite node2",
            "  node2$ jpmxcfs cluster join TOKEN && jpmxcfs mount"
        })
public final class ClusterCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
