package org.jpmxcfs.fuse.cli.commands;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.JsonOption;
import org.jpmxcfs.fuse.cli.options.MomentConverter;
import org.jpmxcfs.fuse.cli.options.PathOption;
import org.jpmxcfs.fuse.cli.options.TreePath;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.ProgressLine;
import org.jpmxcfs.fuse.cli.text.StepOutput;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.history.OpenPast;
import org.jpmxcfs.fuse.history.TimeText;
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
            "  jpmxcfs history /etc/pve/qemu-server/100.conf -n 5"
        })
public final class HistoryCommand implements Callable<Integer> {
    @Mixin private PathOption path;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = MomentConverter.OfTime.class,
            description = "Leave out what is older: " + TimeText.FORMS + ".")
    private Instant since;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "Only the newest N changes.")
    private Integer count;

    @Mixin private JsonOption json;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        TreePath of = path.path();
        PathHistory.Found found = read(of);
        if (found.steps().isEmpty()) {
            throw new CommandFailure(
                    Printable.path(of.name())
                            + ": nothing in the journal ever changed it; see what there is with"
                            + " 'jpmxcfs history .'");
        }
        List<Step> steps =
                found.steps().stream()
                        .filter(s -> since == null || s.timeMillis() >= since.toEpochMilli())
                        .toList();
        int first = count == null ? 0 : Math.max(0, steps.size() - Math.max(0, count));
        PrintWriter out = spec.commandLine().getOut();
        StepOutput output = new StepOutput(out, json.isWanted(), ZoneId.systemDefault());
        for (Step step : steps.subList(first, steps.size())) {
            output.print(step, found.nodes());
        }
        return 0;
    }

    private PathHistory.Found read(TreePath of) throws CommandFailure, IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (OpenPast open = OpenPast.of(path.journalOf(of));
                ProgressLine progress = ProgressLine.on(err, "reading the journal")) {
            boolean isForNewest = count != null && since == null;
            int max = isForNewest ? Math.max(1, count) : Integer.MAX_VALUE;
            return open.changesOf(of.name(), max, progress::advance);
        }
    }
}
