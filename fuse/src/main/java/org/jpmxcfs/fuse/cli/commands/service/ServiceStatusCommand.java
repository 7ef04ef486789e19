package org.jpmxcfs.fuse.cli.commands.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.JsonOption;
import org.jpmxcfs.fuse.cli.options.SystemRootOption;
import org.jpmxcfs.fuse.cli.text.Facts;
import org.jpmxcfs.fuse.systemd.ServiceUnit;
import org.jpmxcfs.fuse.systemd.Systemctl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs service status}: what systemd knows of the service. */
@Command(
        name = "status",
        description = {
            "Show whether the service is installed and runs; 0 when it runs, else 1.",
            "How the daemon itself is doing is shown by 'jpmxcfs status'."
        },
        footer = {"", "Example:", "  jpmxcfs service status"})
final class ServiceStatusCommand implements Callable<Integer> {
    private static final String ACTIVE = "active";

    @Mixin private SystemRootOption system;
    @Mixin private JsonOption json;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Systemctl systemctl = system.systemctl();
        Optional<Path> unit = system.unit().file();
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("unit", unit.map(Path::toString).orElse("not installed"));
        String state = "unknown: systemd is not running";
        if (unit.isPresent()) {
            status.put("startsWithSystem", isEnabled(systemctl));
        }
        if (systemctl.isRunning()) {
            state = systemctl.run("is-active", ServiceUnit.NAME).text();
        }
        status.put("state", state);
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            out.println(status.toPrettyString());
        } else {
            Facts.print(status, out);
        }
        return state.equals(ACTIVE) ? 0 : 1;
    }

    private static boolean isEnabled(Systemctl systemctl) throws IOException {
        return systemctl.run("is-enabled", ServiceUnit.NAME).status() == 0;
    }
}
