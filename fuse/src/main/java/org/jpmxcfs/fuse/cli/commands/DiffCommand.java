package org.jpmxcfs.fuse.cli.commands;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.MomentConverter;
import org.jpmxcfs.fuse.cli.options.PathOption;
import org.jpmxcfs.fuse.cli.options.TreePath;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.ProgressLine;
import org.jpmxcfs.fuse.history.Moment;
import org.jpmxcfs.fuse.history.OpenPast;
import org.jpmxcfs.fuse.history.TimeText;
import org.jpmxcfs.fuse.history.UnifiedDiff;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs diff}: what changed in a file between two moments. */
@Command(
        name = "diff",
        description = {
            "Show how a file, or all files below a directory, changed between two moments.",
            "Without --from: what the newest change did; changes within 2 s of each other count as"
                    + " one."
        },
        footer = {
            "",
            "Examples:",
            "  jpmxcfs diff storage.cfg",
            "  jpmxcfs diff qemu-server/100.conf --from='yesterday 9:00' --to=-1h"
        })
public final class DiffCommand implements Callable<Integer> {
    @Mixin private PathOption path;

    @Option(
            names = "--from",
            paramLabel = "INDEX|TIME",
            converter = MomentConverter.class,
            description = "The earlier moment: an entry of the journal, or " + TimeText.FORMS)
    private Moment from;

    @Option(
            names = "--to",
            paramLabel = "INDEX|TIME",
            converter = MomentConverter.class,
            description = "The later moment (default: now).")
    private Moment to;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        PrintWriter out = spec.commandLine().getOut();
        read().forEach(out::println);
        return 0;
    }

    private List<String> read() throws CommandFailure, IOException {
        TreePath of = path.path();
        PrintWriter err = spec.commandLine().getErr();
        try (OpenPast open = OpenPast.of(path.journalOf(of));
                ProgressLine progress = ProgressLine.on(err, "reading the journal")) {
            return open
                    .compare(
                            of.name(),
                            Optional.ofNullable(from),
                            Optional.ofNullable(to),
                            progress::advance)
                    .stream()
                    .map(UnifiedDiff::of)
                    .flatMap(List::stream)
                    .toList();
        }
    }
}
