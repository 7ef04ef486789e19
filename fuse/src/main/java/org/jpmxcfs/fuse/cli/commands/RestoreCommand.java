package org.jpmxcfs.fuse.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.Moment;
import org.jpmxcfs.fuse.cli.options.MountStatus;
import org.jpmxcfs.fuse.cli.options.OpenPast;
import org.jpmxcfs.fuse.cli.options.PathOption;
import org.jpmxcfs.fuse.cli.options.TreePath;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.ProgressLine;
import org.jpmxcfs.fuse.cli.text.Restoration;
import org.jpmxcfs.fuse.cli.text.TimeText;
import org.jpmxcfs.fuse.cli.text.TreeText;
import org.jpmxcfs.materializer.history.Past;
import org.jpmxcfs.materializer.history.Progress;
import org.jpmxcfs.materializer.history.Walk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs restore}: brings back what was, through the mount. */
@Command(
        name = "restore",
        description = {
            "Bring a file or directory back as it was, also when it is deleted now.",
            "Writes through the mount, as any program would; what is there now and was not there"
                    + " then stays."
        },
        footer = {
            "",
            "Examples:",
            "  jpmxcfs restore qemu-server/100.conf --at='today 9:00'",
            "  jpmxcfs restore /mnt/pve/firewall --at=1000 --dry-run"
        })
public final class RestoreCommand implements Callable<Integer> {
    @Mixin private PathOption path;

    @Option(
            names = "--at",
            paramLabel = "INDEX|TIME",
            required = true,
            converter = Moment.Converter.class,
            description = "As after this entry of the journal, or at this time: " + TimeText.FORMS)
    private Moment at;

    @Option(names = "--dry-run", description = "Only show what would be done.")
    private boolean isDry;

    @Option(
            names = "--mount",
            paramLabel = "MOUNTPOINT",
            defaultValue = "/etc/pve",
            description =
                    "Where the tree is mounted, if PATH does not say so (default:"
                            + " ${DEFAULT-VALUE}).")
    private Path mount;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        TreePath given = path.path();
        Path root =
                given.mountPoint() == null
                        ? mount.toAbsolutePath().normalize()
                        : given.mountPoint();
        JsonNode status = MountStatus.read(root);
        Path mounted = Path.of(status.path("dataDir").asText());
        TreePath of = new TreePath(given.name(), root, mounted);
        Restoration restoration = compare(of);
        PrintWriter out = spec.commandLine().getOut();
        restoration.kept().forEach(name -> out.println("keep     " + TreeText.path(name)));
        if (restoration.actions().isEmpty()) {
            out.println(TreeText.path(of.name()) + ": is as it was then, nothing to do");
        }
        return carryOut(restoration, out);
    }

    private Restoration compare(TreePath of) throws CommandFailure, IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (OpenPast open = OpenPast.of(path.dataDir(of));
                ProgressLine progress = ProgressLine.on(err, "reading the journal")) {
            Past past = open.past();
            long index = at.index(past, Progress.NONE);
            try (Walk walk = past.at(index, progress::advance)) {
                String then = TreeText.nameThen(past, walk.tree(), of.name(), index);
                return Restoration.of(walk.tree(), then, of.name(), of.mountPoint());
            }
        }
    }

    /** One that fails does not keep the others back. */
    private int carryOut(Restoration restoration, PrintWriter out) throws CommandFailure {
        int failed = 0;
        for (Restoration.Action action : restoration.actions()) {
            try {
                if (!isDry) {
                    restoration.carryOut(action);
                }
                out.println(action.line());
            } catch (IOException e) {
                failed++;
                out.println(action.line() + ": " + reason(e));
            }
            out.flush();
        }
        if (failed > 0) {
            throw new CommandFailure(
                    failed
                            + " of "
                            + restoration.actions().size()
                            + " could not be restored; the lines above say why");
        }
        return 0;
    }

    // What is there already is replaced, so only a guest can be in the way, at its other place.
    private static String reason(IOException failure) {
        if (failure instanceof FileAlreadyExistsException) {
            return "this guest is configured elsewhere; move or delete that first";
        }
        if (failure instanceof AccessDeniedException) {
            return "not allowed: no quorum, or not root";
        }
        return failure instanceof FileSystemException refused && refused.getReason() != null
                ? refused.getReason()
                : failure.toString();
    }
}
