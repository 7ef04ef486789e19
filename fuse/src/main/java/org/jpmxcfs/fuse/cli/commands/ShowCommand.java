package org.jpmxcfs.fuse.cli.commands;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jpmxcfs.fuse.cli.options.MomentConverter;
import org.jpmxcfs.fuse.cli.options.PathOption;
import org.jpmxcfs.fuse.cli.options.TreePath;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.ProgressLine;
import org.jpmxcfs.fuse.cli.text.TreeText;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.history.Moment;
import org.jpmxcfs.fuse.history.OpenPast;
import org.jpmxcfs.fuse.history.PastState;
import org.jpmxcfs.fuse.history.TimeText;
import org.jpmxcfs.materializer.tree.Attributes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs show}: a file as it was. */
@Command(
        name = "show",
        description = {
            "Print a file as it was; of a directory, the names in it.",
            "Also what is deleted now, or had another name then."
        },
        footer = {"", "Example:", "  jpmxcfs show qemu-server/100.conf --at=-2h"})
public final class ShowCommand implements Callable<Integer> {
    @Mixin private PathOption path;

    @Option(
            names = "--at",
            paramLabel = "INDEX|TIME",
            required = true,
            converter = MomentConverter.class,
            description = "After this entry of the journal, or at this time: " + TimeText.FORMS)
    private Moment at;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        TreeText.print(read(), spec.commandLine().getOut());
        return 0;
    }

    private byte[] read() throws CommandFailure, IOException {
        TreePath of = path.path();
        PrintWriter err = spec.commandLine().getErr();
        try (OpenPast open = OpenPast.of(path.journalOf(of));
                ProgressLine progress = ProgressLine.on(err, "reading the journal");
                PastState then = open.at(at, progress::advance)) {
            String name = then.nameOf(of.name());
            return then.content(name).orElseGet(() -> names(then.list(name)));
        }
    }

    private static byte[] names(List<Attributes> entries) {
        return entries.stream()
                .map(entry -> Printable.name(entry.name()) + (entry.isDirectory() ? "/\n" : "\n"))
                .sorted()
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }
}
