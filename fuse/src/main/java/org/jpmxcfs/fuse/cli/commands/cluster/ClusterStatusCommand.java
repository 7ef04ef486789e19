package org.jpmxcfs.fuse.cli.commands.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.jpmxcfs.fuse.cli.options.JsonOption;
import org.jpmxcfs.fuse.cli.options.MountPointOption;
import org.jpmxcfs.fuse.cli.options.MountStatus;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.Facts;
import org.jpmxcfs.fuse.cli.text.TextTable;
import org.jpmxcfs.fuse.files.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs cluster status}: every member as the daemon behind a mount sees it. */
@Command(
        name = "status",
        description = "Show every member of the cluster as this node sees it.",
        footer = {
            "",
            "Examples:",
            "  jpmxcfs cluster status /mnt/pve",
            "  jpmxcfs cluster status /mnt/pve --verify --json"
        })
final class ClusterStatusCommand implements Callable<Integer> {
    private static final long VERIFY_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int DIGITS_SHOWN = 12;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneId.systemDefault());

    @Mixin private MountPointOption mountPoint;
    @Mixin private JsonOption json;

    @Option(
            names = "--verify",
            description = {
                "Compare names, attributes and contents of all files on all members that are"
                        + " online: each computes a SHA-256 over its state as of the same entry."
            })
    private boolean verify;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure {
        Path mount = mountPoint.path();
        JsonNode status = MountStatus.read(mount);
        require(status, mount);
        if (verify) {
            status = verified(mount, status);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            ObjectNode shown = ((ObjectNode) status.get("cluster")).deepCopy();
            shown.set("members", status.get("members"));
            out.println(shown.toPrettyString());
        } else {
            print(status, out);
        }
        return isAlike(status) ? 0 : 1;
    }

    private static void require(JsonNode status, Path mount) throws CommandFailure {
        if (!status.has("cluster")) {
            throw new CommandFailure(
                    mount
                            + ": this node is not in a cluster; make one with 'jpmxcfs cluster"
                            + " create NAME', or enter one with 'jpmxcfs cluster join TOKEN'");
        }
    }

    // --- verification ---------------------------------------------------------------------------

    private static JsonNode verified(Path mount, JsonNode before) throws CommandFailure {
        long previous = before.path("cluster").path("verifiedIndex").asLong();
        try {
            MountStatus.command(mount, "verify");
        } catch (IOException refused) {
            throw new CommandFailure(
                    mount
                            + ": the comparison can not begin: the cluster has no quorum, or you"
                            + " are not root",
                    refused);
        }
        long deadline = System.nanoTime() + VERIFY_NANOS_MAX;
        JsonNode status = MountStatus.read(mount);
        while (!isComplete(status, previous)) {
            if (System.nanoTime() - deadline >= 0) {
                throw new CommandFailure(
                        mount
                                + ": not every member that is online has answered within "
                                + TimeUnit.NANOSECONDS.toSeconds(VERIFY_NANOS_MAX)
                                + " s; see 'jpmxcfs cluster status' and try again");
            }
            LockSupport.parkNanos(LOOK_NANOS);
            status = MountStatus.read(mount);
        }
        return status;
    }

    private static boolean isComplete(JsonNode status, long previous) {
        long index = status.path("cluster").path("verifiedIndex").asLong();
        if (index <= previous) {
            return false;
        }
        if (isCorosync(status)) {
            return true; // whoever differs leaves the group by itself
        }
        for (JsonNode member : status.path("members")) {
            boolean isAnswered = member.path("digestIndex").asLong() == index;
            if (member.path("online").asBoolean() && !isAnswered) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCorosync(JsonNode status) {
        return status.path("cluster").path("engine").asText().equals("corosync");
    }

    /** Whether no two members have different digests of the state after the same entry. */
    private static boolean isAlike(JsonNode status) {
        long index = status.path("cluster").path("verifiedIndex").asLong();
        boolean isEqual = status.path("cluster").path("verificationEqual").asBoolean(true);
        return isEqual && (index == 0 || digests(status, index) <= 1);
    }

    private static long digests(JsonNode status, long index) {
        return StreamSupport.stream(status.path("members").spliterator(), false)
                .filter(member -> member.path("digestIndex").asLong() == index)
                .map(member -> member.path("digest").asText())
                .distinct()
                .count();
    }

    // --- for people -----------------------------------------------------------------------------

    private static void print(JsonNode status, PrintWriter out) {
        Facts.print(status.get("cluster"), out);
        out.println();
        if (isCorosync(status)) {
            printCorosync(status, out);
            return;
        }
        TextTable table =
                new TextTable(
                        "NODE",
                        "ID",
                        "ADDRESS",
                        "ROLE",
                        "ONLINE",
                        "TERM",
                        "LAST",
                        "COMMITTED",
                        "APPLIED",
                        "LAG",
                        "ROUND TRIP",
                        "DIGEST",
                        "CERTIFICATE UNTIL");
        status.path("members").forEach(member -> table.add(row(member)));
        table.print(out);
        if (!isAlike(status)) {
            out.println();
            out.println("The states differ. The member that differs from the majority is wrong.");
        }
    }

    private static void printCorosync(JsonNode status, PrintWriter out) {
        TextTable table = new TextTable("NODE", "ID", "ADDRESS", "ONLINE");
        for (JsonNode member : status.path("members")) {
            table.add(
                    List.of(
                            Printable.line(member.path("name").asText()),
                            member.path("id").asText(),
                            word(member, "address"),
                            member.path("online").asBoolean() ? "yes" : "no"));
        }
        table.print(out);
    }

    private static List<String> row(JsonNode member) {
        return List.of(
                Printable.line(member.path("name").asText()),
                member.path("id").asText(),
                Printable.line(
                        member.path("address").asText() + ":" + member.path("port").asText()),
                word(member, "role"),
                member.path("online").asBoolean() ? "yes" : "no",
                word(member, "term"),
                word(member, "lastIndex"),
                word(member, "committedIndex"),
                word(member, "appliedIndex"),
                word(member, "lag"),
                roundTrip(member),
                digest(member),
                certificate(member));
    }

    private static String word(JsonNode member, String field) {
        String text = member.path(field).asText("");
        return text.isEmpty() ? "-" : Printable.line(text);
    }

    private static String roundTrip(JsonNode member) {
        long micros = member.path("roundTripMicros").asLong();
        return micros == 0 ? "-" : String.format(Locale.ROOT, "%.2f ms", micros / 1e3);
    }

    private static String digest(JsonNode member) {
        String digest = member.path("digest").asText("");
        return digest.isEmpty()
                ? "-"
                : digest.substring(0, Math.min(DIGITS_SHOWN, digest.length()))
                        + "@"
                        + member.path("digestIndex").asText();
    }

    private static String certificate(JsonNode member) {
        long end = member.path("certificateEndTime").asLong();
        return end == 0 ? "-" : DAY.format(Instant.ofEpochSecond(end));
    }
}
