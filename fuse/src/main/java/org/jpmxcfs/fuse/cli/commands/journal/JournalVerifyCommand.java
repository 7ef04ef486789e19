package org.jpmxcfs.fuse.cli.commands.journal;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.options.JsonOption;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.store.BootId;
import org.jpmxcfs.fuse.store.JournalVerdict;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.Damage;
import org.jpmxcfs.log.chronicle.JournalConfig;
import org.jpmxcfs.materializer.sqlite.Standing;
import org.jpmxcfs.materializer.sqlite.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs journal verify}: whether every entry can be trusted. */
@Command(
        name = "verify",
        description = "Check every entry; ends with 1 when something is damaged.",
        footer = {"", "Example:", "  jpmxcfs journal verify && echo intact"})
final class JournalVerifyCommand implements Callable<Integer> {
    @Mixin private DataDirOption dataDir;
    @Mixin private JsonOption json;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        JournalConfig config = JournalConfig.of(dataDir.existingJournal(), BootId.read());
        Optional<Damage> damage = ChronicleJournal.examine(config);
        String verdict = damage.isEmpty() ? "intact" : verdict(config);
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            out.println(
                    JsonMapper.builder()
                            .build()
                            .createObjectNode()
                            .put("directory", config.directory().toString())
                            .put("intact", damage.isEmpty())
                            .put("damage", damage.map(Damage::sentence).orElse(null))
                            .put("verdict", verdict));
        } else if (damage.isEmpty()) {
            out.println(config.directory() + ": " + verdict);
        }
        if (damage.isPresent()) {
            throw new CommandFailure(damage.get().sentence() + "; " + verdict);
        }
        return 0;
    }

    /** What the next start does, which looks at nothing that the database covers. */
    private String verdict(JournalConfig config) throws JournalException {
        long covered = coveredIndex();
        return ChronicleJournal.examine(config.withCoveredIndex(covered))
                .map(damage -> JournalVerdict.of(damage, covered).text())
                .orElse(
                        "the database covers it and the next start goes on, but the history before"
                                + " that place cannot be read");
    }

    private long coveredIndex() {
        try {
            return Standing.of(dataDir.database()).map(Standing::appliedIndex).orElse(0L);
        } catch (StoreException databaseIsOfNoHelp) {
            return 0;
        }
    }
}
