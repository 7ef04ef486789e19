package org.jpmxcfs.fuse.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.JsonOption;
import org.jpmxcfs.fuse.cli.options.MountPointOption;
import org.jpmxcfs.fuse.cli.options.MountStatus;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.Facts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs status}: how the daemon behind a mount is doing. */
@Command(
        name = "status",
        description = "Show how the daemon behind a mount is doing.",
        footer = {"", "Example:", "  jpmxcfs status /mnt/pve --json"})
public final class StatusCommand implements Callable<Integer> {
    @Mixin private MountPointOption mountPoint;
    @Mixin private JsonOption json;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure {
        JsonNode status = MountStatus.read(mountPoint.path());
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            out.println(status.toPrettyString());
        } else {
            // A table of its own: 'jpmxcfs cluster status'.
            ((ObjectNode) status).remove("members");
            Facts.print(status, out);
        }
        return 0;
    }
}
