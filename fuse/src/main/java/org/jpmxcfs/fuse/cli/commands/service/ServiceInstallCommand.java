package org.jpmxcfs.fuse.cli.commands.service;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.SystemRootOption;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.systemd.ServiceUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code jpmxcfs service install}: makes systemd start the daemon with the system. It does not
 * start it now: on a Proxmox node pmxcfs may have the mount, and when to change over is for the
 * administrator to say. To stop pmxcfs comes first: from here on its unit's name means this one.
 */
@Command(
        name = "install",
        description = "Mount /etc/pve whenever the system starts, in place of pmxcfs.",
        footer = {
            "",
            "Example:",
            "  systemctl stop pve-cluster",
            "  jpmxcfs service install && systemctl start jpmxcfs"
        })
final class ServiceInstallCommand implements Callable<Integer> {
    /** Set by the launcher: its own path. */
    static final String LAUNCHER = "jpmxcfs.launcher";

    @Mixin private SystemRootOption system;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        String launcher = System.getProperty(LAUNCHER);
        if (launcher == null) {
            throw new CommandFailure(
                    "the program's place is not known: run this as 'jpmxcfs service install'");
        }
        ServiceUnit unit = system.unit();
        unit.write(Path.of(launcher));
        boolean isRunning = system.systemctl().isRunning();
        if (isRunning) {
            system.require("daemon-reload");
        }
        system.require("enable", ServiceUnit.NAME);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "installed %s, which runs %s%n",
                unit.file().map(Path::toString).orElse(ServiceUnit.NAME), launcher);
        out.println(
                isRunning
                        ? "it starts with the system; now: systemctl start jpmxcfs"
                        : "it starts with the system; systemd is not running now");
        return 0;
    }
}
