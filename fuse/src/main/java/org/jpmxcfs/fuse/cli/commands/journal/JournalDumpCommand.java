package org.jpmxcfs.fuse.cli.commands.journal;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.options.JsonOption;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.EntryCopy;
import org.jpmxcfs.fuse.cli.text.EntryOutput;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.ReadOnlyJournal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs journal dump}: all entries up to now. */
@Command(
        name = "dump",
        description = "Print all entries, oldest first.",
        footer = {"", "Example:", "  jpmxcfs journal dump --from 1000 --json"})
final class JournalDumpCommand implements Callable<Integer> {
    @Mixin private DataDirOption dataDir;
    @Mixin private JsonOption json;

    @Option(
            names = "--from",
            paramLabel = "INDEX",
            description = "Begin with this entry (default: the oldest).")
    private Long from;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        try (ReadOnlyJournal journal = ChronicleJournal.openReadOnly(dataDir.existingJournal())) {
            long first = from == null ? journal.firstIndex() : from;
            EntryOutput output = new EntryOutput(spec.commandLine().getOut(), json.isWanted());
            new EntryCopy(journal, output).copy(first, journal.lastIndex());
        }
        return 0;
    }
}
