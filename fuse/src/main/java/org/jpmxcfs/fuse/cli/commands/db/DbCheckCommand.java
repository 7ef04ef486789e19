package org.jpmxcfs.fuse.cli.commands.db;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.options.JsonOption;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.materializer.sqlite.DatabaseCheck;
import org.jpmxcfs.materializer.sqlite.Finding;
import org.jpmxcfs.materializer.sqlite.Provenance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs db check}: whether the database can be trusted. */
@Command(
        name = "check",
        description = "Check the database and the tree in it; ends with 1 when it is damaged.",
        footer = {"", "Example:", "  jpmxcfs db check --data-dir /tmp/pve-data"})
final class DbCheckCommand implements Callable<Integer> {
    @Mixin private DataDirOption dataDir;
    @Mixin private JsonOption json;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        Path database = dataDir.existingDatabase();
        List<Finding> findings = DatabaseCheck.check(database);
        boolean damaged = findings.stream().anyMatch(f -> f.severity() == Finding.Severity.DAMAGE);
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            out.println(asJson(database, findings, damaged));
        } else {
            findings.forEach(finding -> out.println(asLine(finding)));
            out.println(database + ": " + verdict(database, findings, damaged));
        }
        return damaged ? 1 : 0;
    }

    private static String verdict(Path database, List<Finding> findings, boolean damaged)
            throws IOException {
        Provenance found = Provenance.of(database);
        if (found.kind() == Provenance.Kind.OURS && !found.asWritten()) {
            return "not as jpmxcfs wrote it last; where the journal is complete, the next start"
                    + " takes over what was edited, mends what is damaged, and says which";
        }
        if (damaged) {
            return "damaged; where the journal is complete, a start of the daemon without this file"
                    + " (move it away) rebuilds it, else restore a backup with"
                    + " 'jpmxcfs db import FILE'";
        }
        return findings.isEmpty() ? "intact" : "usable, with the warnings above";
    }

    private static String asLine(Finding finding) {
        String severity = finding.severity().name().toLowerCase(Locale.ROOT);
        return severity + ": " + Printable.line(finding.text());
    }

    private static ObjectNode asJson(Path database, List<Finding> findings, boolean damaged) {
        ObjectNode object = JsonMapper.builder().build().createObjectNode();
        object.put("database", database.toString()).put("intact", !damaged);
        ArrayNode list = object.putArray("findings");
        for (Finding finding : findings) {
            list.addObject()
                    .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                    .put("text", finding.text());
        }
        return object;
    }
}
