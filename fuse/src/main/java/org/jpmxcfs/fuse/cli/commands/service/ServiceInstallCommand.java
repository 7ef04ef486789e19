package org.jpmxcfs.fuse.cli.commands.service;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.cli.commands.MountCommand;
import org.jpmxcfs.fuse.cli.options.SystemRootOption;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.systemd.ServiceUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
            "  jpmxcfs service install --with='--metrics=9100' && systemctl start jpmxcfs"
        })
final class ServiceInstallCommand implements Callable<Integer> {
    /** Set by the launcher: its own path. */
    static final String LAUNCHER = "jpmxcfs.launcher";

    @Mixin private SystemRootOption system;

    @Option(
            names = "--with",
            paramLabel = "OPTIONS",
            description = {
                "Options of 'jpmxcfs mount' for the service, kept in /etc/default/jpmxcfs; an empty"
                        + " text takes them away (default: as they are)."
            })
    private String options;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        String launcher = System.getProperty(LAUNCHER);
        if (launcher == null) {
            throw new CommandFailure(
                    "the program's place is not known: run this as 'jpmxcfs service install'");
        }
        if (options != null) {
            checkOptions();
            system.defaults().setOptions(options.strip());
        }
        // 'java -jar' has the jar alone on its class path.
        Path application = Path.of(System.getProperty("java.class.path")).getParent();
        ServiceUnit unit = system.unit();
        Path program = unit.write(application, Path.of(launcher));
        boolean isRunning = system.systemctl().isRunning();
        if (isRunning) {
            system.require("daemon-reload");
        }
        system.require("enable", ServiceUnit.NAME);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "installed %s, which runs %s%n",
                unit.file().map(Path::toString).orElse(ServiceUnit.NAME), program);
        out.println(
                isRunning
                        ? "it starts with the system; now: systemctl start jpmxcfs"
                        : "it starts with the system; systemd is not running now");
        return 0;
    }

    // What would make the service fail at its next start is refused now.
    private void checkOptions() throws CommandFailure {
        if (options.matches("(?s).*[\"'\\\\$\n].*")) {
            throw new CommandFailure(
                    "--with: quotes, backslashes and dollars cannot be passed on: give options"
                            + " without blanks in their values");
        }
        List<String> arguments = new ArrayList<>(List.of("/etc/pve", "--foreground"));
        options.strip()
                .lines()
                .flatMap(line -> Stream.of(line.split("\\s+")))
                .forEach(arguments::add);
        try {
            new CommandLine(new MountCommand()).parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException wrong) {
            throw new CommandFailure(
                    "--with: "
                            + Printable.line(wrong.getMessage())
                            + "; see 'jpmxcfs mount --help'",
                    wrong);
        }
    }
}
