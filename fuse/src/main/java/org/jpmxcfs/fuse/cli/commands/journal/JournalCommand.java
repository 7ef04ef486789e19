package org.jpmxcfs.fuse.cli.commands.journal;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs journal ...}: what happened, straight from the journal. */
@Command(
        name = "journal",
        description = "Look into the journal; works while the daemon runs.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            JournalDumpCommand.class,
            JournalTailCommand.class,
            JournalStatCommand.class,
            JournalVerifyCommand.class,
            JournalRepairCommand.class,
        },
        footer = {"", "Example:", "  jpmxcfs journal tail -f"})
public final class JournalCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
