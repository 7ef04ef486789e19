package org.jpmxcfs.fuse.cli.commands;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.options.MomentConverter;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.ProgressLine;
import org.jpmxcfs.fuse.history.Moment;
import org.jpmxcfs.fuse.history.OpenPast;
import org.jpmxcfs.fuse.history.TimeText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs replay}: a past state, rebuilt from the journal alone. */
@Command(
        name = "replay",
        description = "Rebuild a past state from the journal, as files or as a database.",
        footer = {
            "",
            "Examples:",
            "  jpmxcfs replay --to='yesterday 9:00' --into=/root/then",
            "  jpmxcfs replay --to=1000 --into=/root/then.db"
        })
public final class ReplayCommand implements Callable<Integer> {
    @Mixin private DataDirOption dataDir;

    @Option(
            names = "--to",
            paramLabel = "INDEX|TIME",
            required = true,
            converter = MomentConverter.class,
            description = "Up to this entry of the journal, or this time: " + TimeText.FORMS)
    private Moment to;

    @Option(
            names = "--into",
            paramLabel = "DIR|FILE.db",
            required = true,
            description = {
                "A directory that is not there yet or is empty, or a name that ends in .db: a"
                        + " database that jpmxcfs and Proxmox's pmxcfs can start from."
            })
    private Path into;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        Path target = into.toAbsolutePath().normalize();
        long index = write(target);
        PrintWriter out = spec.commandLine().getOut();
        out.println(target + ": the state after entry " + index);
        return 0;
    }

    private long write(Path target) throws CommandFailure, IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (OpenPast open = OpenPast.of(dataDir.withJournal());
                ProgressLine progress = ProgressLine.on(err, "replaying the journal")) {
            return target.toString().endsWith(".db")
                    ? open.writeTo(target, to, progress::advance)
                    : open.exportTo(target, to, progress::advance);
        }
    }
}
