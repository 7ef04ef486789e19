package org.jpmxcfs.fuse.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.options.JsonOption;
import org.jpmxcfs.fuse.cli.options.MountPointOption;
import org.jpmxcfs.fuse.cli.options.MountStatus;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs health}: one line and an exit status for monitoring. */
@Command(
        name = "health",
        description = {
            "Print one line for monitoring: quorum, lag, errors, room on the disk, certificates.",
            "Exit status: 0 all is well, 1 warning, 2 critical (also when nothing is mounted)."
        },
        footer = {"", "Example:", "  jpmxcfs health /etc/pve --json"})
public final class HealthCommand implements Callable<Integer> {
    @Mixin private MountPointOption mountPoint;
    @Mixin private DataDirOption dataDir;
    @Mixin private JsonOption json;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        HealthReport report = new HealthReport();
        Path data = dataDir.path();
        try {
            JsonNode status = MountStatus.json(mountPoint.path());
            data = Path.of(status.path("dataDir").asText(data.toString()));
            report.addStatus(status, Instant.now().getEpochSecond());
        } catch (CommandFailure notServing) {
            report.addNotServing(notServing.getMessage());
        }
        addRoom(report, data);
        print(report);
        return report.level().ordinal();
    }

    private static void addRoom(HealthReport report, Path data) {
        try {
            report.addRoom(Files.getFileStore(data).getUsableSpace());
        } catch (IOException absent) {
            // Then no daemon serves it either, which is said already.
        }
    }

    private void print(HealthReport report) {
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            out.println(toJson(report).toPrettyString());
            return;
        }
        String reasons =
                report.findings().stream()
                        .map(HealthReport.Finding::text)
                        .collect(Collectors.joining("; "));
        out.println(report.level() + ": " + (reasons.isEmpty() ? "serving" : reasons));
    }

    private static ObjectNode toJson(HealthReport report) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("level", report.level().name());
        ArrayNode reasons = node.putArray("reasons");
        for (HealthReport.Finding finding : report.findings()) {
            reasons.addObject().put("level", finding.level().name()).put("text", finding.text());
        }
        return node;
    }
}
