package org.jpmxcfs.fuse.cli.commands.db;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.Facts;
import org.jpmxcfs.fuse.cli.text.ProgressLine;
import org.jpmxcfs.fuse.history.FinalEntries;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.ReadOnlyJournal;
import org.jpmxcfs.materializer.history.Rebuilding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs db backup}: everything up to now, also what the database does not hold yet. */
@Command(
        name = "backup",
        description = {
            "Write the whole state to a file, with every change that was"
                    + " acknowledged before it began.",
            "jpmxcfs and Proxmox's pmxcfs can start from it. Works while the daemon runs."
        },
        footer = {"", "Example:", "  jpmxcfs db backup /root/config.db"})
final class DbBackupCommand implements Callable<Integer> {
    private static final long NEWEST = -1;

    @Mixin private DataDirOption dataDir;

    @Parameters(
            paramLabel = "FILE",
            description = "The new file, mode 0600; replaced when it is there already.")
    private Path file;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        Path target = file.toAbsolutePath().normalize();
        Path database = dataDir.existingDatabase();
        if (target.equals(database)) {
            throw new CommandFailure(target + " is the database itself; name another file");
        }
        long reached;
        PrintWriter err = spec.commandLine().getErr();
        try (ReadOnlyJournal journal = ChronicleJournal.openReadOnly(dataDir.existingJournal());
                ProgressLine progress = ProgressLine.on(err, "reading the journal")) {
            reached =
                    new Rebuilding(
                                    FinalEntries.of(journal, dataDir.directory()),
                                    journal.id(),
                                    database)
                            .writeTo(target, NEWEST, progress::advance);
        }
        spec.commandLine()
                .getOut()
                .println(
                        "%s: written up to entry %d, %s"
                                .formatted(target, reached, Facts.size(Files.size(target))));
        return 0;
    }
}
