package org.jpmxcfs.fuse.cli.commands.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.fuse.cli.options.MountStatus;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.files.ClusterException;
import org.jpmxcfs.fuse.files.MountedFiles;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.files.SharedFiles;
import org.jpmxcfs.fuse.membership.Invitations;
import org.jpmxcfs.fuse.membership.MembershipFile;
import org.jpmxcfs.transport.corosync.conf.CorosyncConf;
import org.jpmxcfs.transport.corosync.conf.CorosyncException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs cluster remove}: takes a node out of the cluster. */
@Command(
        name = "remove",
        description = {
            "Take a node out of the cluster; its files in nodes/NODE stay.",
            "Run it on another, mounted member. The removed node cannot come back by itself: it"
                    + " would have to be invited again.",
            "What it has it keeps, also the keys in priv: erase it where it is not to be trusted."
        },
        footer = {"", "Example:", "  jpmxcfs cluster remove node4"})
final class ClusterRemoveCommand implements Callable<Integer> {
    private static final Duration GONE_WITHIN = Duration.ofSeconds(30);
    private static final long LOOK_AGAIN_AFTER_NANOS = Duration.ofMillis(100).toNanos();

    @Parameters(index = "0", paramLabel = "NODE", description = "Name of the node.")
    private String node;

    @Parameters(
            index = "1",
            paramLabel = "MOUNTPOINT",
            arity = "0..1",
            defaultValue = "/etc/pve",
            description = "Directory of the mount (default: ${DEFAULT-VALUE}).")
    private Path mountPoint;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        Path mount = mountPoint.toAbsolutePath().normalize();
        MountStatus.read(mount);
        SharedFiles files = new MountedFiles(mount);
        new MembershipFile(files, LockSupport::parkNanos).change(this::without);
        new Invitations(files, InstantSource.system()).close(node);
        awaitGone(mount);
        PrintWriter out = spec.commandLine().getOut();
        out.println(node + " is removed; its files in nodes/" + node + " stay until deleted");
        return 0;
    }

    private CorosyncConf without(CorosyncConf present) throws IOException, CorosyncException {
        if (present.member(node).isEmpty()) {
            throw new ClusterException(
                    "cluster %s has no node %s; corosync.conf names those that it has"
                            .formatted(
                                    Printable.line(present.clusterName()), Printable.line(node)));
        }
        if (present.members().size() == 1) {
            throw new ClusterException(
                    node
                            + " is the only node of its cluster; to make it a node of its own, stop"
                            + " it and run 'jpmxcfs cluster leave --to-local'");
        }
        return present.withoutNode(node);
    }

    private void awaitGone(Path mount) throws CommandFailure, IOException {
        long end = System.nanoTime() + GONE_WITHIN.toNanos();
        while (isMember(mount)) {
            if (System.nanoTime() - end > 0) {
                throw new CommandFailure(
                        "corosync.conf does not name %s any more, but it still is a member after %d s; look at 'jpmxcfs cluster status'"
                                .formatted(node, GONE_WITHIN.toSeconds()));
            }
            LockSupport.parkNanos(LOOK_AGAIN_AFTER_NANOS);
        }
    }

    private boolean isMember(Path mount) throws IOException {
        JsonNode members =
                JsonMapper.builder()
                        .build()
                        .readTree(Files.readAllBytes(mount.resolve(".members")));
        return members.path("nodelist").has(node);
    }
}
