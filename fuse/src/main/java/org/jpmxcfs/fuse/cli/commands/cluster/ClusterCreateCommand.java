package org.jpmxcfs.fuse.cli.commands.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.options.ListenOptions;
import org.jpmxcfs.fuse.cli.options.NodeNameOption;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.files.SequencedFiles;
import org.jpmxcfs.fuse.membership.ClusterFiles;
import org.jpmxcfs.fuse.membership.ClusterIdentity;
import org.jpmxcfs.fuse.membership.Founding;
import org.jpmxcfs.fuse.node.StoppedNode;
import org.jpmxcfs.fuse.store.DataDirLock;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.raft.node.MarkFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs cluster create}: makes a cluster of this node. */
@Command(
        name = "create",
        description = {
            "Make a cluster of this node, which others can then join.",
            "The node must be stopped; it keeps its tree. The cluster gets a certificate authority"
                    + " of its own and a corosync.conf."
        },
        footer = {"", "Example:", "  jpmxcfs cluster create home --address=192.168.1.1"})
final class ClusterCreateCommand implements Callable<Integer> {
    private static final int FIRST_ID = 1;
    private static final long NO_TERM = 0;

    @Parameters(
            paramLabel = "NAME",
            description = "Name of the cluster: up to 15 letters, digits and hyphens.")
    private String name;

    @Mixin private ListenOptions listen;
    @Mixin private DataDirOption dataDir;
    @Mixin private NodeNameOption node;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        String nodeName = node.name();
        Member self =
                new Member(
                        FIRST_ID, nodeName, listen.requireAddressOf(nodeName), listen.port(), true);
        DataDirectory directory = dataDir.directory();
        DataDirLock held = DataDirLock.take(directory);
        try {
            ClusterFiles files = ClusterFiles.in(directory);
            if (files.exist()) {
                throw new CommandFailure(
                        "this node is in cluster %s already; take it out first with 'jpmxcfs cluster leave --to-local'"
                                .formatted(files.load().clusterName()));
            }
            found(directory, files, self);
        } finally {
            held.close();
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                "%s is now cluster %s: address %s, port %d"
                        .formatted(nodeName, name, self.address(), self.port()));
        out.println("mount it, then invite others with 'jpmxcfs cluster invite NODE'");
        return 0;
    }

    // The tree first: without the directory cluster/ it is still that of a node of its own.
    private void found(DataDirectory directory, ClusterFiles files, Member self)
            throws IOException {
        ClusterIdentity identity;
        long last;
        PrintWriter err = spec.commandLine().getErr();
        try (StoppedNode stopped = StoppedNode.open(directory, self.name(), err::println)) {
            SequencedFiles tree = new SequencedFiles(stopped::tree, stopped.sequencer());
            identity =
                    new Founding(tree, new SecureRandom(), InstantSource.system())
                            .create(name, self);
            last = stopped.lastIndex();
        }
        Mark mark = new Mark(last, NO_TERM, List.of(self));
        files.create(identity, file -> MarkFile.found(file, mark));
    }
}
