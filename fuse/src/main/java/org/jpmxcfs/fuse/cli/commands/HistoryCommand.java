package org.jpmxcfs.fuse.cli.commands;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jpmxcfs.fuse.cli.options.HistoryPathOption;
import org.jpmxcfs.fuse.cli.options.JsonOption;
import org.jpmxcfs.fuse.cli.options.MomentConverter;
import org.jpmxcfs.fuse.cli.options.PathGlob;
import org.jpmxcfs.fuse.cli.options.TreePath;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.ProgressLine;
import org.jpmxcfs.fuse.cli.text.StepOutput;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.history.Moment;
import org.jpmxcfs.fuse.history.OpenPast;
import org.jpmxcfs.fuse.history.TimeText;
import org.jpmxcfs.fuse.ops.Permissions;
import org.jpmxcfs.materializer.history.PathHistory;
import org.jpmxcfs.materializer.history.Step;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs history}: what happened to a file, when, and by which node. */
@Command(
        name = "history",
        description = {
            "Show what happened to a file, also under other names, or below a directory.",
            "Oldest change first, with the sizes in bytes before and after it."
        },
        footer = {
            "",
            "Examples:",
            "  jpmxcfs history storage.cfg --since='yesterday 9:00'",
            "  jpmxcfs history /etc/pve/qemu-server/100.conf -n 5",
            "  jpmxcfs history --fast-export | git -C /root/pve fast-import"
        })
public final class HistoryCommand implements Callable<Integer> {
    @Mixin private HistoryPathOption path;

    @Option(
            names = "--since",
            paramLabel = "INDEX|TIME",
            converter = MomentConverter.class,
            description =
                    "Leave out entries up to this index, or what is older: " + TimeText.FORMS + ".")
    private Moment since;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "Only the newest N changes.")
    private Integer count;

    @Option(
            names = "--fast-export",
            description = {
                "Write the history of the whole tree as a stream for 'git fast-import', a commit for"
                        + " what a node changed within a second. --since=INDEX goes on where the"
                        + " trailer 'Entries' of the newest commit ends."
            })
    private boolean forGit;

    @Option(
            names = "--exclude",
            paramLabel = "PATTERN",
            description = "Leave out of it what is of this name or below, as often as needed.")
    private List<String> excluded = List.of();

    @Option(names = "--with-private", description = "Do not leave out priv and nodes/*/priv.")
    private boolean withPrivate;

    @Mixin private JsonOption json;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        return forGit ? exportForGit() : print();
    }

    private int print() throws CommandFailure, IOException {
        TreePath of = path.path();
        PathHistory.Found found = read(of);
        if (found.steps().isEmpty()) {
            throw new CommandFailure(
                    Printable.path(of.name())
                            + ": nothing in the journal ever changed it; see what there is with"
                            + " 'jpmxcfs history .'");
        }
        List<Step> steps = found.steps().stream().filter(this::isWanted).toList();
        int first = count == null ? 0 : Math.max(0, steps.size() - Math.max(0, count));
        PrintWriter out = spec.commandLine().getOut();
        StepOutput output = new StepOutput(out, json.isWanted(), ZoneId.systemDefault());
        for (Step step : steps.subList(first, steps.size())) {
            output.print(step, found.nodes());
        }
        return 0;
    }

    private boolean isWanted(Step step) {
        return since == null
                || since.asTime()
                        .map(time -> step.timeMillis() >= time.toEpochMilli())
                        .orElseGet(() -> step.index() > since.asIndex().getAsLong());
    }

    private int exportForGit() throws CommandFailure, IOException {
        if (since != null && since.asIndex().isEmpty()) {
            throw new CommandFailure("--fast-export goes on after an entry: give --since=INDEX");
        }
        Predicate<String> left = withPrivate ? name -> false : Permissions::isPrivate;
        for (String pattern : excluded) {
            left = left.or(new PathGlob(pattern)::matches);
        }
        PrintWriter err = spec.commandLine().getErr();
        OpenPast.Exported exported;
        try (OpenPast open = OpenPast.of(path.journal());
                OutputStream out =
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
                ProgressLine progress = ProgressLine.on(err, "reading the journal")) {
            exported =
                    open.exportForGit(
                            out,
                            since == null ? OptionalLong.empty() : since.asIndex(),
                            left,
                            System.currentTimeMillis(),
                            progress::advance);
        }
        err.printf(
                "%d commits up to entry %d; go on later with --since=%d%n",
                exported.commitCount(), exported.index(), exported.index());
        return 0;
    }

    private PathHistory.Found read(TreePath of) throws CommandFailure, IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (OpenPast open = OpenPast.of(path.journal());
                ProgressLine progress = ProgressLine.on(err, "reading the journal")) {
            boolean isForNewest = count != null && since == null;
            int max = isForNewest ? Math.max(1, count) : Integer.MAX_VALUE;
            return open.changesOf(of.name(), max, progress::advance);
        }
    }
}
