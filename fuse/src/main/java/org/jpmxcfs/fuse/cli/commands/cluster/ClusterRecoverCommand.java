package org.jpmxcfs.fuse.cli.commands.cluster;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.ErrorLines;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.files.SequencedFiles;
import org.jpmxcfs.fuse.membership.ClusterFiles;
import org.jpmxcfs.fuse.membership.ClusterIdentity;
import org.jpmxcfs.fuse.membership.Founding;
import org.jpmxcfs.fuse.membership.SettledMember;
import org.jpmxcfs.fuse.node.StoppedNode;
import org.jpmxcfs.fuse.store.Aside;
import org.jpmxcfs.fuse.store.DataDirLock;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.fuse.store.JournalEnd;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.raft.node.MarkFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs cluster recover}: the last resort for a survivor. */
@Command(
        name = "recover",
        description = {
            "Make a new cluster of this member, when a majority of the nodes is lost for good.",
            "The node must be stopped. Take the survivor with the longest journal; the other nodes"
                    + " have to join anew."
        },
        footer = {"", "Example:", "  jpmxcfs cluster recover --force-new-cluster"})
final class ClusterRecoverCommand implements Callable<Integer> {
    private static final long NO_TERM = 0;
    private static final String YES = "yes";

    @Option(
            names = "--force-new-cluster",
            required = true,
            description = "Confirm that the other nodes are given up (required).")
    private boolean force;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Mixin private DataDirOption dataDir;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        DataDirectory directory = dataDir.directory();
        PrintWriter out = spec.commandLine().getOut();
        DataDirLock held = DataDirLock.take(directory);
        try {
            ClusterFiles files = ClusterFiles.in(directory);
            if (!files.exist()) {
                throw new CommandFailure(
                        directory + ": this node is in no cluster, so there is none to recover");
            }
            ClusterIdentity old = files.load();
            SettledMember.requireTree(files);
            warn(old, JournalEnd.of(directory));
            confirm();
            // From here on it cannot go back: the old cluster may decide otherwise.
            Path kept = Aside.put(files.directory(), Instant.now()).orElseThrow();
            try {
                recover(directory, files, old);
            } catch (IOException e) {
                throw new CommandFailure(
                        "%s; remove the cause, rename %s back to %s, and run this again"
                                .formatted(
                                        ErrorLines.describe(e),
                                        kept,
                                        files.directory().getFileName()),
                        e);
            }
            out.println(
                    "%s is now a new cluster %s of its own; mount it, then invite the other nodes"
                            .formatted(old.link().nodeName(), Printable.line(old.clusterName())));
        } finally {
            held.close();
        }
        return 0;
    }

    private void warn(ClusterIdentity old, JournalEnd end) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                "A new cluster %s is made of %s alone, with its tree as of entry %d."
                        .formatted(
                                Printable.line(old.clusterName()),
                                old.link().nodeName(),
                                end.lastIndex()));
        out.println(
                "- Changes that other nodes acknowledged after entry %d are lost."
                        .formatted(end.lastIndex()));
        if (end.committedIndex() < end.lastIndex()) {
            out.println(
                    "- Entries after %d are kept, though they may never have been acknowledged."
                            .formatted(end.committedIndex()));
        }
        out.println(
                "- All other nodes must never run as the old cluster again: each one has to leave"
                        + " it and join anew.");
        out.flush();
    }

    private void confirm() throws CommandFailure {
        if (yes) {
            return;
        }
        Console terminal = System.console();
        if (terminal == null) {
            throw new CommandFailure("there is no terminal to ask on; if you are sure, give --yes");
        }
        String answer = terminal.readLine("Type '%s' to go on: ", YES);
        if (!YES.equals(answer)) {
            throw new CommandFailure("nothing was changed");
        }
    }

    private void recover(DataDirectory directory, ClusterFiles files, ClusterIdentity old)
            throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        String nodeName = old.link().nodeName();
        Member self = new Member(old.link().nodeId(), nodeName, old.address(), old.port(), true);
        ClusterIdentity identity;
        long last;
        try (StoppedNode stopped = StoppedNode.open(directory, nodeName, err::println)) {
            SequencedFiles tree = new SequencedFiles(stopped::tree, stopped.sequencer());
            identity =
                    new Founding(tree, new SecureRandom(), InstantSource.system())
                            .recreate(old.clusterName(), self);
            last = stopped.lastIndex();
        }
        // Terms begin anew at the mark, and the ballot in the journal is above those before it.
        Mark mark = new Mark(last, NO_TERM, List.of(self));
        files.create(identity, file -> MarkFile.found(file, mark));
    }
}
