package org.jpmxcfs.fuse.cli.commands.journal;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.options.JsonOption;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.Facts;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.JournalStat;
import org.jpmxcfs.log.chronicle.ReadOnlyJournal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs journal stat}: how large the journal is and how far it reaches. */
@Command(
        name = "stat",
        description = "Show how large the journal is and how far it reaches.",
        footer = {"", "Example:", "  jpmxcfs journal stat --data-dir /tmp/pve-data"})
final class JournalStatCommand implements Callable<Integer> {
    @Mixin private DataDirOption dataDir;
    @Mixin private JsonOption json;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (ReadOnlyJournal journal = ChronicleJournal.openReadOnly(dataDir.existingJournal())) {
            ObjectNode facts = facts(journal);
            if (json.isWanted()) {
                out.println(facts.toPrettyString());
            } else {
                Facts.print(facts, out);
            }
        }
        return 0;
    }

    private static ObjectNode facts(ReadOnlyJournal journal) throws IOException {
        JournalStat stat = journal.stat();
        ObjectNode facts =
                JsonMapper.builder()
                        .build()
                        .createObjectNode()
                        .put("directory", stat.directory().toString())
                        .put("journalId", journal.id().toString())
                        .put("entries", stat.lastIndex() - stat.firstIndex() + 1)
                        .put("firstIndex", stat.firstIndex())
                        .put("lastIndex", stat.lastIndex())
                        .put("segments", stat.segments().size())
                        .put("diskBytes", stat.diskBytes());
        if (stat.lastIndex() >= stat.firstIndex()) {
            facts.put("oldestEntry", Instant.ofEpochMilli(stat.oldestTimeMillis()).toString());
            facts.put("newestEntry", Instant.ofEpochMilli(stat.newestTimeMillis()).toString());
        }
        return facts;
    }
}
