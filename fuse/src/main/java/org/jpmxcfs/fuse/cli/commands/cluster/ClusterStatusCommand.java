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
import org.jpmxcfs.fuse.cli.options.JsonOption;
import org.jpmxcfs.fuse.cli.options.MountPointOption;
import org.jpmxcfs.fuse.cli.options.MountStatus;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.Facts;
import org.jpmxcfs.fuse.cli.text.TextTable;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.node.NodeStatus;
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
        JsonNode said = MountStatus.json(mount);
        NodeStatus status = MountStatus.parsed(mount, said);
        require(status, mount);
        if (verify) {
            said = verified(mount, status);
            status = MountStatus.parsed(mount, said);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            ObjectNode shown = said.get("cluster").deepCopy();
            shown.set("members", said.get("members"));
            out.println(shown.toPrettyString());
        } else {
            Facts.print(said.get("cluster"), out);
            out.println();
            print(status, out);
        }
        return status.isAlike() ? 0 : 1;
    }

    private static void require(NodeStatus status, Path mount) throws CommandFailure {
        if (status.inCluster().isEmpty()) {
            throw new CommandFailure(
                    mount
                            + ": this node is not in a cluster; make one with 'jpmxcfs cluster"
                            + " create NAME', or enter one with 'jpmxcfs cluster join TOKEN'");
        }
    }

    /** What the node says once the comparison has come to its end. */
    private static JsonNode verified(Path mount, NodeStatus before) throws CommandFailure {
        long previous = before.cluster().verifiedIndex();
        try {
            MountStatus.command(mount, "verify");
        } catch (IOException refused) {
            throw new CommandFailure(
                    mount
                            + ": the comparison cannot begin: the cluster has no quorum, or you"
                            + " are not root",
                    refused);
        }
        long deadline = System.nanoTime() + VERIFY_NANOS_MAX;
        JsonNode said = MountStatus.json(mount);
        while (!MountStatus.parsed(mount, said).isVerifiedAfter(previous)) {
            if (System.nanoTime() - deadline >= 0) {
                throw new CommandFailure(
                        mount
                                + ": not every member that is online has answered within "
                                + TimeUnit.NANOSECONDS.toSeconds(VERIFY_NANOS_MAX)
                                + " s; see 'jpmxcfs cluster status' and try again");
            }
            LockSupport.parkNanos(LOOK_NANOS);
            said = MountStatus.json(mount);
        }
        return said;
    }

    // --- for people -----------------------------------------------------------------------------

    private static void print(NodeStatus status, PrintWriter out) {
        if (status.cluster().isCorosync()) {
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
        status.members().forEach(member -> table.add(row(member)));
        table.print(out);
        if (!status.isAlike()) {
            out.println();
            out.println("The states differ. The member that differs from the majority is wrong.");
        }
    }

    private static void printCorosync(NodeStatus status, PrintWriter out) {
        TextTable table = new TextTable("NODE", "ID", "ADDRESS", "ONLINE");
        for (NodeStatus.Member member : status.members()) {
            table.add(
                    List.of(
                            word(member.name()),
                            word(member.id()),
                            word(member.address()),
                            member.online() ? "yes" : "no"));
        }
        table.print(out);
    }

    private static List<String> row(NodeStatus.Member member) {
        return List.of(
                word(member.name()),
                word(member.id()),
                word(member.address() + ":" + member.port()),
                word(member.role()),
                member.online() ? "yes" : "no",
                word(member.term()),
                word(member.lastIndex()),
                word(member.committedIndex()),
                word(member.appliedIndex()),
                word(member.lag()),
                roundTrip(member),
                digest(member),
                certificate(member));
    }

    private static String word(Object value) {
        String text = value == null ? "" : value.toString();
        return text.isEmpty() ? "-" : Printable.line(text);
    }

    private static String roundTrip(NodeStatus.Member member) {
        long micros = member.roundTripMicros();
        return micros == 0 ? "-" : String.format(Locale.ROOT, "%.2f ms", micros / 1e3);
    }

    private static String digest(NodeStatus.Member member) {
        String digest = member.digest() == null ? "" : member.digest();
        return digest.isEmpty()
                ? "-"
                : digest.substring(0, Math.min(DIGITS_SHOWN, digest.length()))
                        + "@"
                        + member.digestIndex();
    }

    private static String certificate(NodeStatus.Member member) {
        long end = member.certificateEndTime();
        return end == 0 ? "-" : DAY.format(Instant.ofEpochSecond(end));
    }
}
