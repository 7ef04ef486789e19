package org.jpmxcfs.fuse.cli.commands.stray;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs stray ...}: what was written while nothing was mounted. */
@Command(
        name = "stray",
        description = {
            "Look at files that were written into the bare mount point while nothing was mounted.",
            "The service, and 'jpmxcfs mount --move-stray', keep them in the data directory."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {StrayListCommand.class, StrayTakeCommand.class, StrayDropCommand.class},
        footer = {"", "Example:", "  jpmxcfs stray list"})
public final class StrayCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
