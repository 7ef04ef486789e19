package org.jpmxcfs.fuse.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.JsonOption;
import org.jpmxcfs.fuse.cli.options.LiveMounts;
import org.jpmxcfs.fuse.cli.options.MountStatus;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.Facts;
import org.jpmxcfs.fuse.cli.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs status}: how the daemon behind a mount is doing, or which mounts there are. */
@Command(
        name = "status",
        description = "Show how the daemon behind a mount is doing; without one, list all mounts.",
        footer = {"", "Examples:", "  jpmxcfs status", "  jpmxcfs status /mnt/pve --json"})
public final class StatusCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MOUNTPOINT",
            arity = "0..1",
            description = "Directory of the mount (default: all mounts of this machine).")
    private Path mountPoint;

    @Mixin private JsonOption json;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure {
        if (mountPoint == null) {
            list(LiveMounts.read());
        } else {
            show(MountStatus.json(mountPoint.toAbsolutePath().normalize()));
        }
        return 0;
    }

    private void show(JsonNode status) {
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            out.println(status.toPrettyString());
        } else {
            // A table of its own: 'jpmxcfs cluster status'.
            ((ObjectNode) status).remove("members");
            Facts.print(status, out);
        }
    }

    private void list(Map<Path, JsonNode> mounts) throws CommandFailure {
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            ArrayNode array = all.putArray("mounts");
            mounts.values().forEach(array::add);
            out.println(all.toPrettyString());
            return;
        }
        if (mounts.isEmpty()) {
            throw new CommandFailure(
                    "jpmxcfs is not mounted on this machine; mount it with 'jpmxcfs mount'");
        }
        TextTable table = new TextTable("MOUNT", "NODE", "STATE", "PROCESS", "DATA");
        mounts.forEach((point, status) -> table.add(row(point, status)));
        table.print(out);
    }

    private static List<String> row(Path point, JsonNode status) {
        boolean changes = status.path("quorate").asBoolean();
        boolean isLive = status.has("quorate");
        return List.of(
                point.toString(),
                status.path("node").asText("-"),
                !isLive ? "past, read-only" : changes ? "serving" : "no quorum",
                status.path("processId").asText("-"),
                status.path("dataDir").asText("-"));
    }
}
