package org.jpmxcfs.fuse.cli.commands.service;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.SystemRootOption;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.systemd.ServiceUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs service uninstall}: the other way round; data stays. */
@Command(
        name = "uninstall",
        description = "Stop the service and do not start it again; all data stays.",
        footer = {"", "Example:", "  jpmxcfs service uninstall"})
final class ServiceUninstallCommand implements Callable<Integer> {
    @Mixin private SystemRootOption system;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        ServiceUnit unit = system.unit();
        if (unit.file().isEmpty()) {
            throw new CommandFailure(
                    ServiceUnit.NAME
                            + " is not installed: 'jpmxcfs service install' would install it");
        }
        boolean isRunning = system.systemctl().isRunning();
        if (isRunning) {
            system.require("disable", "--now", ServiceUnit.NAME);
        } else {
            system.require("disable", ServiceUnit.NAME);
        }
        unit.delete();
        if (isRunning) {
            system.require("daemon-reload");
        }
        spec.commandLine().getOut().println("uninstalled " + ServiceUnit.NAME);
        return 0;
    }
}
