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

/** {@code jpmxcfs journal tail}: the newest entries, and those that follow. */
@Command(
        name = "tail",
        description = "Print the newest entries, oldest first.",
        footer = {"", "Example:", "  jpmxcfs journal tail -f -n 0"})
final class JournalTailCommand implements Callable<Integer> {
    @Mixin private DataDirOption dataDir;
    @Mixin private JsonOption json;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with new entries as they come, until interrupted.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "10",
            description = "How many entries to begin with (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--from",
            paramLabel = "INDEX",
            description = "Begin with this entry instead of the newest N.")
    private Long from;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        try (ReadOnlyJournal journal = ChronicleJournal.openReadOnly(dataDir.existingJournal())) {
            long last = journal.lastIndex();
            long newest = Math.max(journal.firstIndex(), last + 1 - Math.max(0, count));
            EntryOutput output = new EntryOutput(spec.commandLine().getOut(), json.isWanted());
            EntryCopy copy = new EntryCopy(journal, output);
            long first = from == null ? newest : from;
            if (follow) {
                copy.follow(first);
            } else {
                copy.copy(first, last);
            }
        }
        return 0;
    }
}
