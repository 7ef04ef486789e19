package org.jpmxcfs.fuse.cli.commands;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jpmxcfs.fuse.cli.options.BindingConverter;
import org.jpmxcfs.fuse.cli.options.ChmodPolicyConverter;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.options.DurabilityConverter;
import org.jpmxcfs.fuse.cli.options.EngineConverter;
import org.jpmxcfs.fuse.cli.options.FlushDelayConverter;
import org.jpmxcfs.fuse.cli.options.HistoryConverter;
import org.jpmxcfs.fuse.cli.options.HostName;
import org.jpmxcfs.fuse.cli.options.ListenAddressConverter;
import org.jpmxcfs.fuse.cli.options.MomentConverter;
import org.jpmxcfs.fuse.cli.options.MountPointOption;
import org.jpmxcfs.fuse.cli.options.SyncWindowConverter;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.ProgressLine;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.history.Moment;
import org.jpmxcfs.fuse.history.OpenPast;
import org.jpmxcfs.fuse.history.PastState;
import org.jpmxcfs.fuse.history.TimeText;
import org.jpmxcfs.fuse.libc.Libc;
import org.jpmxcfs.fuse.logging.LogSetup;
import org.jpmxcfs.fuse.mount.Binding;
import org.jpmxcfs.fuse.node.Mounted;
import org.jpmxcfs.fuse.node.Node;
import org.jpmxcfs.fuse.node.NodeConfig;
import org.jpmxcfs.fuse.node.PastNode;
import org.jpmxcfs.fuse.ops.ChmodPolicy;
import org.jpmxcfs.fuse.ordering.Engine;
import org.jpmxcfs.fuse.store.History;
import org.jpmxcfs.fuse.store.StartException;
import org.jpmxcfs.fuse.store.StorageSettings;
import org.jpmxcfs.fuse.systemd.ServiceNotice;
import org.jpmxcfs.transport.Durability;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code jpmxcfs mount}: the daemon. It stays in the foreground; without {@code -f} the launcher
 * starts it in a session of its own and waits for the line that says that the mount answers.
 */
@Command(
        name = "mount",
        description = "Mount the file system; return when it answers.",
        footer = {
            "",
            "Examples:",
            "  jpmxcfs mount /mnt/pve",
            "  jpmxcfs mount /tmp/pve --data-dir=/tmp/pve-data --node=test --local -f",
            "  jpmxcfs mount /mnt/then --at='yesterday 9:00'"
        })
public final class MountCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(MountCommand.class);
    private static final Pattern NODE_NAME =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    @Mixin private MountPointOption mountPoint;
    @Mixin private DataDirOption dataDir;

    @Option(
            names = "--node",
            paramLabel = "NAME",
            description = "Name of this node (default: host name up to the first dot).")
    private String node;

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            defaultValue = NodeConfig.Mount.DEFAULT_GROUP,
            description = "Group that may read the files (default: ${DEFAULT-VALUE}).")
    private String group;

    @Option(
            names = {"-l", "--local"},
            description = "Run as a single node, even when the tree holds a corosync.conf.")
    private boolean local;

    @Option(
            names = "--engine",
            paramLabel = "auto|corosync|netty|local",
            defaultValue = "auto",
            converter = EngineConverter.class,
            description = {
                "What gives changes their order: the groups of a Corosync cluster, a cluster of"
                        + " 'jpmxcfs cluster', or this node alone; auto goes by the data directory"
                        + " (default: ${DEFAULT-VALUE})."
            })
    private Engine engine;

    @Option(
            names = {"-f", "--foreground"},
            description = "Stay in the foreground and log to standard error.")
    private boolean foreground;

    @Option(
            names = {"-d", "--debug"},
            description = "Log debug messages.")
    private boolean debug;

    @Option(
            names = "--durability",
            paramLabel = "batch|always",
            defaultValue = "batch",
            converter = DurabilityConverter.class,
            description = {
                "When a change counts as stored: 'always' syncs the disk before each answer,"
                        + " 'batch' before answers to fsync and within 20 ms for the rest (default:"
                        + " ${DEFAULT-VALUE})."
            })
    private Durability durability;

    @Option(
            names = "--sync-window",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = SyncWindowConverter.class,
            description = {
                "With 'batch', how long a change may wait for its sync if its file was changed less"
                        + " than a minute before, too (default: ${DEFAULT-VALUE}); 20ms: no longer"
                        + " than any other."
            })
    private Duration syncWindow;

    @Option(
            names = "--binding",
            paramLabel = "kernel|libfuse",
            defaultValue = "libfuse",
            converter = BindingConverter.class,
            description = {
                "Who speaks with the kernel: 'libfuse', or 'kernel' for its own protocol, where the"
                        + " kernel answers from memory what has not changed (default:"
                        + " ${DEFAULT-VALUE})."
            })
    private Binding binding;

    @Option(
            names = "--history",
            paramLabel = "LIMITS",
            defaultValue = "30d,1GiB",
            converter = HistoryConverter.class,
            description = {
                "How much of the past to keep: an age, a size of the journal or both; older changes"
                        + " are dropped, and what is left out keeps its default (default:"
                        + " ${DEFAULT-VALUE})."
            })
    private History history;

    @Option(
            names = "--flush-delay",
            paramLabel = "TIME",
            defaultValue = "1m",
            converter = FlushDelayConverter.class,
            description = {
                "How long a change may wait in the journal before it reaches config.db, while others"
                        + " follow it (default: ${DEFAULT-VALUE}). 10 s after the last one, or after this"
                        + " time if it is shorter, config.db alone holds them all. 'log' and 'db export'"
                        + " do not wait."
            })
    private Duration flushDelay;

    @Option(
            names = "--chmod",
            paramLabel = "strict|ignore",
            defaultValue = "strict",
            converter = ChmodPolicyConverter.class,
            description = {
                "What becomes of a chmod or chown that the path does not allow: 'strict' refuses it,"
                        + " 'ignore' lets it succeed and changes nothing, for programs such as rsync"
                        + " and tar (default: ${DEFAULT-VALUE})."
            })
    private ChmodPolicy chmod;

    @Option(
            names = "--move-stray",
            description = {
                "Keep files that lie in the bare mount point in the data directory, and mount; see"
                        + " 'jpmxcfs stray'. Without it they refuse the mount."
            })
    private boolean movesStrayFiles;

    @Option(names = "--no-ipc", description = "Do not serve Proxmox's tools on this machine.")
    private boolean noIpc;

    @Option(
            names = "--ipc-service",
            paramLabel = "NAME",
            defaultValue = NodeConfig.Services.DEFAULT_IPC_SERVICE,
            hidden = true)
    private String ipcService;

    @Option(
            names = "--at",
            paramLabel = "INDEX|TIME",
            converter = MomentConverter.class,
            description =
                    "Show the past, read-only, beside the live mount: after this entry of the"
                            + " journal, or at this time: "
                            + TimeText.FORMS)
    private Moment at;

    @Option(
            names = "--metrics",
            paramLabel = "ADDRESS:PORT",
            converter = ListenAddressConverter.class,
            description = {
                "Serve /metrics for Prometheus and /health over HTTP; a PORT alone is one of"
                        + " 127.0.0.1 (default: off)."
            })
    private InetSocketAddress metrics;

    @Option(
            names = "--corosync-conf",
            paramLabel = "FILE",
            defaultValue = "/etc/corosync/corosync.conf",
            description = {
                "In a cluster, keep a copy of the mount's corosync.conf here, if that directory"
                        + " exists (default: ${DEFAULT-VALUE})."
            })
    private Path corosyncConf;

    @Option(names = "--run-dir", paramLabel = "DIR", defaultValue = "/run", hidden = true)
    private Path runDir;

    @Option(
            names = "--boot-id-file",
            paramLabel = "FILE",
            defaultValue = "/proc/sys/kernel/random/boot_id",
            hidden = true)
    private Path bootIdFile;

    @Option(names = "--detached", hidden = true, description = "Started by the launcher.")
    private boolean detached;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, StartException {
        NodeConfig config = config();
        if (detached) {
            LogSetup.background(debug);
        } else {
            LogSetup.foreground(debug);
        }
        StopOnSignal stop = StopOnSignal.begin();
        try {
            if (at == null) {
                serveNode(config, stop);
            } else {
                servePast(config, stop);
            }
        } catch (StartException reason) {
            if (detached) {
                LOG.error("not mounted: {}", reason.getMessage());
            }
            throw reason;
        } finally {
            stop.ended();
        }
        return 0;
    }

    private void serveNode(NodeConfig config, StopOnSignal stop) throws StartException {
        Node node = Node.start(config);
        if (detached) {
            // The log in the foreground has shown them already.
            PrintWriter err = spec.commandLine().getErr();
            node.notices().forEach(notice -> err.println("jpmxcfs: " + notice));
            err.flush();
        }
        serve(node, config, stop);
    }

    private void serve(Mounted mounted, NodeConfig config, StopOnSignal stop) {
        try (Mounted running = mounted) {
            stop.started(running);
            announce(config);
            running.awaitStop();
            stop.ended();
        }
    }

    private void servePast(NodeConfig config, StopOnSignal stop)
            throws CommandFailure, StartException {
        try (OpenPast open = OpenPast.of(dataDir.withJournal());
                PastState then = pastState(open)) {
            serve(PastNode.start(config, then.tree()), config, stop);
        } catch (StartException known) {
            throw known;
        } catch (IOException unreadable) {
            throw new StartException(unreadable);
        }
    }

    private PastState pastState(OpenPast open) throws IOException {
        try (ProgressLine progress =
                ProgressLine.on(spec.commandLine().getErr(), "reading the journal")) {
            return open.at(at, progress::advance);
        }
    }

    /** What the options ask for. */
    NodeConfig config() throws CommandFailure {
        return new NodeConfig(
                nodeName(),
                local ? Engine.LOCAL : engine,
                dataDir.directory(),
                new StorageSettings(durability, history, syncWindow, flushDelay),
                new NodeConfig.Mount(mountPoint.path(), group, chmod, movesStrayFiles, binding),
                new NodeConfig.Services(
                        noIpc ? Optional.empty() : Optional.of(ipcService),
                        Optional.ofNullable(metrics)),
                new NodeConfig.Machine(
                        runDir.toAbsolutePath(),
                        bootIdFile.toAbsolutePath(),
                        corosyncConf.toAbsolutePath()),
                debug);
    }

    private String nodeName() throws CommandFailure {
        String name = node == null ? HostName.read() : node;
        if (!NODE_NAME.matcher(name).matches()) {
            throw new CommandFailure(
                    "'"
                            + Printable.line(name)
                            + "' cannot be a node name: give --node=NAME with up to 63 letters,"
                            + " digits and hyphens");
        }
        return name;
    }

    private void announce(NodeConfig config) {
        String line =
                "mounted on %s: node %s, data in %s"
                        .formatted(config.mount().point(), config.nodeName(), config.data());
        PrintWriter out = spec.commandLine().getOut();
        out.println(detached ? line : "jpmxcfs: " + line);
        out.flush();
        ServiceNotice.ready(line);
        if (detached) {
            Libc.detach();
        }
    }
}
