package org.jpmxcfs.fuse.cli.commands.cluster;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.options.ListenOptions;
import org.jpmxcfs.fuse.cli.options.NodeNameOption;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.membership.ClusterFiles;
import org.jpmxcfs.fuse.membership.ClusterIdentity;
import org.jpmxcfs.fuse.membership.Joining;
import org.jpmxcfs.fuse.membership.Token;
import org.jpmxcfs.fuse.node.StoppedNode;
import org.jpmxcfs.fuse.store.Aside;
import org.jpmxcfs.fuse.store.DataDirLock;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.sqlite.Backups;
import org.jpmxcfs.materializer.views.Guest;
import org.jpmxcfs.transport.netty.StrangerCall;
import org.jpmxcfs.transport.raft.node.MarkFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs cluster join}: makes this node a member of a cluster. */
@Command(
        name = "join",
        description = {
            "Make this node a member of the cluster that invited it.",
            "The node must be stopped, and gets the tree of the cluster when it is mounted then."
        },
        footer = {"", "Example:", "  jpmxcfs cluster join TOKEN --address=192.168.1.4"})
final class ClusterJoinCommand implements Callable<Integer> {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

    @Parameters(
            paramLabel = "TOKEN",
            description = "The line that 'jpmxcfs cluster invite' printed on a member.")
    private String token;

    @Mixin private ListenOptions listen;

    @Option(
            names = "--id",
            paramLabel = "ID",
            defaultValue = "0",
            showDefaultValue = Visibility.NEVER,
            description = "Node id to have in the cluster (default: one that is free).")
    private long id;

    @Option(
            names = "--replace",
            description = {
                "Put the tree of this node aside, under dated names. Its guests are listed first, and"
                        + " on a terminal it asks."
            })
    private boolean replace;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean isSure;

    @Mixin private DataDirOption dataDir;
    @Mixin private NodeNameOption node;
    @Spec private CommandSpec spec;

    private final InstantSource clock = InstantSource.system();

    @Override
    public Integer call() throws CommandFailure, IOException {
        Token given = Token.parse(token);
        String nodeName = node.name();
        if (!nodeName.equals(given.node())) {
            throw new CommandFailure(
                    "the token is for node %s and this is %s: rename this host, or give --node=%s"
                            .formatted(given.node(), nodeName, given.node()));
        }
        DataDirLock held = DataDirLock.take(dataDir.directory());
        try {
            ClusterFiles files = ClusterFiles.in(dataDir.directory());
            requireFree(files, nodeName);
            if (replace && Files.exists(dataDir.database())) {
                showGuests(nodeName);
            }
            ClusterIdentity identity =
                    new Joining(ClusterJoinCommand::ask, new SecureRandom(), clock)
                            .join(given, id, listen.addressOf(nodeName), listen.port());
            putAside();
            files.create(identity, MarkFile::join);
            spec.commandLine()
                    .getOut()
                    .println(
                            "%s is now in cluster %s: id %s, address %s, port %d; mount it, and it gets the tree"
                                    .formatted(
                                            nodeName,
                                            Printable.line(identity.clusterName()),
                                            Integer.toUnsignedString(identity.link().nodeId()),
                                            Printable.line(identity.address()),
                                            identity.port()));
        } finally {
            held.close();
        }
        return 0;
    }

    private static byte[] ask(InetSocketAddress address, byte[] authority, byte[] request)
            throws IOException {
        return StrangerCall.ask(address, authority, request, ANSWER_WITHIN);
    }

    private void requireFree(ClusterFiles files, String nodeName)
            throws CommandFailure, IOException {
        if (files.exist()) {
            throw new CommandFailure(
                    "this node is in cluster %s already; take it out first with 'jpmxcfs cluster leave --to-local'"
                            .formatted(Printable.line(files.load().clusterName())));
        }
        if (replace || !Files.exists(dataDir.database())) {
            return;
        }
        PrintWriter err = spec.commandLine().getErr();
        try (StoppedNode stopped = StoppedNode.open(dataDir.directory(), nodeName, err::println)) {
            int entries = stopped.tree().entryCount() - 1; // the root is always there
            if (entries > 0) {
                throw new CommandFailure(
                        "%s holds a tree with %d entries, which the cluster's would take the place of: put it aside with --replace"
                                .formatted(dataDir.path(), entries));
            }
        }
    }

    private void showGuests(String nodeName) throws CommandFailure {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (StoppedNode stopped = StoppedNode.open(dataDir.directory(), nodeName, err::println)) {
            List<Guest> guests = stopped.tree().guests().list();
            guests.forEach(guest -> out.println("puts aside " + path(guest)));
            out.printf("%d guests are put aside with the tree of this node%n", guests.size());
        } catch (IOException unreadable) {
            out.println("which guests are put aside cannot be told: " + unreadable.getMessage());
        }
        out.flush();
        Console terminal = System.console();
        if (!isSure && terminal != null && !"yes".equals(terminal.readLine("Go on? (yes) "))) {
            throw new CommandFailure("nothing was changed");
        }
    }

    private static String path(Guest guest) {
        String node = Printable.line(Names.toText(guest.node()));
        return "nodes/" + node + "/" + guest.type().directory() + "/" + guest.id() + ".conf";
    }

    // The order of the cluster begins at its own first entry, so nothing of another may stay.
    private void putAside() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Instant now = clock.instant();
        Backups.setAside(dataDir.database(), now)
                .ifPresent(kept -> out.println("kept the old database as " + kept));
        for (Path old : List.of(dataDir.journal(), dataDir.base())) {
            Aside.put(old, now)
                    .ifPresent(kept -> out.println("kept " + old.getFileName() + " as " + kept));
        }
    }
}
