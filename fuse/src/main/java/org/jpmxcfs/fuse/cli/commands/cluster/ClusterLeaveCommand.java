package org.jpmxcfs.fuse.cli.commands.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.options.NodeNameOption;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.files.SequencedFiles;
import org.jpmxcfs.fuse.membership.ClusterFiles;
import org.jpmxcfs.fuse.membership.Departure;
import org.jpmxcfs.fuse.membership.SettledMember;
import org.jpmxcfs.fuse.node.StoppedNode;
import org.jpmxcfs.fuse.store.Aside;
import org.jpmxcfs.fuse.store.DataDirLock;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.log.model.Names;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs cluster leave}: makes a member a node of its own. */
@Command(
        name = "leave",
        description = {
            "Make this member a node of its own, which keeps the tree.",
            "The node must be stopped. The others go on without it: remove it there with 'jpmxcfs"
                    + " cluster remove'."
        },
        footer = {"", "Example:", "  jpmxcfs cluster leave --to-local"})
final class ClusterLeaveCommand implements Callable<Integer> {
    @Option(
            names = "--to-local",
            required = true,
            description = "Confirm that this node goes on by itself (required).")
    private boolean toLocal;

    @Option(
            names = "--purge",
            description = "Delete the files of all other nodes, those of their guests too.")
    private boolean purge;

    @Mixin private DataDirOption dataDir;
    @Mixin private NodeNameOption node;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        DataDirectory directory = dataDir.directory();
        PrintWriter out = spec.commandLine().getOut();
        DataDirLock held = DataDirLock.take(directory);
        try {
            ClusterFiles files = ClusterFiles.in(directory);
            String nodeName = node.name();
            if (files.exist()) {
                nodeName = files.load().link().nodeName();
                SettledMember.require(files);
            }
            // First, so that whatever comes between, the node is no half member.
            Optional<Path> kept = Aside.put(files.directory(), Instant.now());
            kept.ifPresent(aside -> out.println("kept the certificate as " + aside));
            leave(nodeName, kept.isPresent());
            out.println(
                    "%s is a node of its own now; if other members are left, run 'jpmxcfs cluster remove %s' there"
                            .formatted(nodeName, nodeName));
        } finally {
            held.close();
        }
        return 0;
    }

    private void leave(String nodeName, boolean wasMember) throws CommandFailure, IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (StoppedNode stopped = StoppedNode.open(dataDir.directory(), nodeName, err::println)) {
            Departure departure =
                    new Departure(
                            stopped.tree(), new SequencedFiles(stopped::tree, stopped.sequencer()));
            if (!wasMember && !departure.isOfCluster()) {
                throw new CommandFailure(dataDir.path() + ": this node is in no cluster");
            }
            List<String> others = stopped.otherNodes();
            departure.removeMembership();
            if (purge) {
                for (String other : departure.purgeOthers(Names.ofText(nodeName))) {
                    out.println("deleted nodes/" + Printable.name(other));
                }
            } else {
                others.forEach(line -> out.println(Printable.line(line)));
            }
        }
    }
}
