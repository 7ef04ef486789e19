package org.jpmxcfs.fuse.cli.commands.journal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.store.BootId;
import org.jpmxcfs.fuse.store.DataDirLock;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.Damage;
import org.jpmxcfs.log.chronicle.JournalConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs journal repair}: goes on without the entries behind damage. */
@Command(
        name = "repair",
        description = {
            "Keep the entries up to the first damage, and give up those after it.",
            "The node must be stopped; damaged files are kept under dated names. A start repairs by"
                    + " itself what it can without losing an entry."
        },
        footer = {"", "Example:", "  jpmxcfs journal verify || jpmxcfs journal repair"})
final class JournalRepairCommand implements Callable<Integer> {
    private final InstantSource clock = InstantSource.system();

    @Mixin private DataDirOption dataDir;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        JournalConfig config = JournalConfig.of(dataDir.existingJournal(), BootId.read());
        PrintWriter out = spec.commandLine().getOut();
        DataDirLock held = DataDirLock.take(dataDir.directory());
        try {
            Optional<Damage> damage = ChronicleJournal.examine(config);
            if (damage.isEmpty()) {
                out.println(config.directory() + ": intact, nothing to repair");
                return 0;
            }
            for (Path kept : ChronicleJournal.repair(config, clock)) {
                out.println("kept a damaged file as " + kept);
            }
            out.println(damage.get().sentence() + "; the journal now ends there");
        } finally {
            held.close();
        }
        return 0;
    }
}
