package org.jpmxcfs.fuse.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.Damage;
import org.jpmxcfs.log.chronicle.JournalConfig;
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
        Path directory = dataDir.existingJournal();
        Optional<Damage> damage = ChronicleJournal.examine(JournalConfig.of(directory, "verify"));
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            out.println(
                    JsonMapper.builder()
                            .build()
                            .createObjectNode()
                            .put("directory", directory.toString())
                            .put("intact", damage.isEmpty())
                            .put("damage", damage.map(Damage::sentence).orElse(null)));
        } else if (damage.isEmpty()) {
            out.println(directory + ": intact");
        }
        if (damage.isPresent()) {
            throw new CommandFailure(
                    damage.get().sentence()
                            + "; the daemon repairs what it can when it starts, see"
                            + " 'jpmxcfs mount --help'");
        }
        return 0;
    }
}
