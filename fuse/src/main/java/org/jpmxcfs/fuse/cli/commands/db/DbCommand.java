package org.jpmxcfs.fuse.cli.commands.db;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs db ...}: the database that Proxmox's own pmxcfs can use too. */
@Command(
        name = "db",
        description = "Copy, replace, edit or check the database config.db.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DbBackupCommand.class,
            DbExportCommand.class,
            DbImportCommand.class,
            DbEditCommand.class,
            DbCheckCommand.class
        },
        footer = {"", "Example:", "  jpmxcfs db export /root/config.db"})
public final class DbCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
