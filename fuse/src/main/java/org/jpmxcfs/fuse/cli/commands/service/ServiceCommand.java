package org.jpmxcfs.fuse.cli.commands.service;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs service ...}: the daemon as a service of systemd. */
@Command(
        name = "service",
        description = "Let systemd run the file system at /etc/pve.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServiceInstallCommand.class,
            ServiceUninstallCommand.class,
            ServiceStatusCommand.class
        },
        footer = {"", "Example:", "  jpmxcfs service install"})
public final class ServiceCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
