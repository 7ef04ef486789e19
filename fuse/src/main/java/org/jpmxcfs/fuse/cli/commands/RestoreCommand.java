package org.jpmxcfs.fuse.cli.commands;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.MomentConverter;
import org.jpmxcfs.fuse.cli.options.MountStatus;
import org.jpmxcfs.fuse.cli.options.PathOption;
import org.jpmxcfs.fuse.cli.options.TreePath;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.ProgressLine;
import org.jpmxcfs.fuse.files.MountedFiles;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.files.SharedFiles;
import org.jpmxcfs.fuse.history.Moment;
import org.jpmxcfs.fuse.history.OpenPast;
import org.jpmxcfs.fuse.history.RestorationPlan;
import org.jpmxcfs.fuse.history.TimeText;
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
            converter = MomentConverter.class,
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
        Path mounted = Path.of(MountStatus.read(root).dataDir());
        TreePath of = new TreePath(given.name(), root, mounted);
        RestorationPlan plan = plan(of);
        PrintWriter out = spec.commandLine().getOut();
        plan.kept().stream()
                .sorted()
                .forEach(name -> out.println("keep     " + Printable.path(name)));
        if (plan.actions().isEmpty()) {
            out.println(Printable.path(of.name()) + ": is as it was then, nothing to do");
        }
        return carryOut(plan, out);
    }

    private RestorationPlan plan(TreePath of) throws CommandFailure, IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (OpenPast open = OpenPast.of(path.journalOf(of));
                ProgressLine progress = ProgressLine.on(err, "reading the journal")) {
            SharedFiles now = new MountedFiles(of.mountPoint());
            return open.planRestoration(of.name(), at, now, progress::advance);
        }
    }

    /** One that fails does not keep the others back. */
    private int carryOut(RestorationPlan plan, PrintWriter out) throws CommandFailure {
        int failed = 0;
        for (RestorationPlan.Action action : plan.actions()) {
            Optional<String> trouble = isDry ? Optional.empty() : plan.carryOut(action);
            failed += trouble.isPresent() ? 1 : 0;
            out.println(line(action) + trouble.map(why -> ": " + why).orElse(""));
            out.flush();
        }
        if (failed > 0) {
            throw new CommandFailure(
                    failed
                            + " of "
                            + plan.actions().size()
                            + " could not be restored; the lines above say why");
        }
        return 0;
    }

    private static String line(RestorationPlan.Action action) {
        String path = Printable.path(action.path());
        return switch (action.kind()) {
            case MAKE_DIRECTORY -> "mkdir    " + path;
            case CREATE -> "create   %s  %d bytes".formatted(path, action.content().length);
            case REPLACE ->
                    "replace  %s  %d -> %d bytes"
                            .formatted(path, action.sizeNow(), action.content().length);
        };
    }
}
