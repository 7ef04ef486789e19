package org.jpmxcfs.fuse.cli.commands.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.fuse.cli.options.MountStatus;
import org.jpmxcfs.fuse.cli.options.NodeNameOption;
import org.jpmxcfs.fuse.cli.options.ValidityConverter;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.Facts;
import org.jpmxcfs.fuse.files.MountedFiles;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.files.SharedFiles;
import org.jpmxcfs.fuse.membership.ClusterAuthority;
import org.jpmxcfs.fuse.membership.Invitations;
import org.jpmxcfs.fuse.membership.MembershipFile;
import org.jpmxcfs.fuse.membership.Token;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.corosync.conf.CorosyncConf;
import org.jpmxcfs.transport.pki.Certificates;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs cluster invite}: lets one more node into the cluster. */
@Command(
        name = "invite",
        description = {
            "Print a token by which one more node can join the cluster, once.",
            "Run it on a mounted member. Whoever has the token can join as that node: treat it"
                    + " like a password."
        },
        footer = {"", "Example:", "  jpmxcfs cluster invite node4 --valid=10m"})
final class ClusterInviteCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NODE", description = "Name of the new node.")
    private String node;

    @Parameters(
            index = "1",
            paramLabel = "MOUNTPOINT",
            arity = "0..1",
            defaultValue = "/etc/pve",
            description = "Directory of the mount (default: ${DEFAULT-VALUE}).")
    private Path mountPoint;

    @Option(
            names = "--valid",
            paramLabel = "TIME",
            defaultValue = "1h",
            converter = ValidityConverter.class,
            description =
                    "How long the token is good: 30m, 1h, 7d; up to 30d (default:"
                            + " ${DEFAULT-VALUE}).")
    private Duration valid;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        NodeNameOption.require(node);
        Path mount = mountPoint.toAbsolutePath().normalize();
        String host = MountStatus.read(mount).node();
        SharedFiles files = new MountedFiles(mount);
        CorosyncConf conf = new MembershipFile(files, LockSupport::parkNanos).read();
        requireRoom(conf);
        Member here =
                conf.member(host)
                        .orElseThrow(
                                () ->
                                        new CommandFailure(
                                                "corosync.conf does not name this node, "
                                                        + Printable.line(host)
                                                        + ": invite on a node that it names"));
        byte[] authority = Certificates.fingerprint(new ClusterAuthority(files).certificate());
        byte[] secret =
                new Invitations(files, InstantSource.system())
                        .open(node, valid, new SecureRandom());
        Token token = new Token(node, here.address(), here.port(), authority, secret);
        spec.commandLine().getOut().println(token.toText());
        // Not on the output: scripts take that for the token.
        PrintWriter people = spec.commandLine().getErr();
        people.println(
                "within %s, run on %s: jpmxcfs cluster join TOKEN, with the line above as TOKEN"
                        .formatted(Facts.duration(valid.toSeconds()), node));
        return 0;
    }

    private void requireRoom(CorosyncConf conf) throws CommandFailure {
        if (conf.member(node).isPresent()) {
            throw new CommandFailure(
                    "cluster %s has a node %s already; choose another name, or remove that node first with 'jpmxcfs cluster remove %s'"
                            .formatted(Printable.line(conf.clusterName()), node, node));
        }
        if (conf.members().size() >= CorosyncConf.NODES_MAX) {
            throw new CommandFailure(
                    "the cluster has %d nodes, and there cannot be more; remove one first"
                            .formatted(conf.members().size()));
        }
    }
}
