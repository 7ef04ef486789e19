package org.jpmxcfs.fuse.cli.commands.db;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.store.Aside;
import org.jpmxcfs.fuse.store.DataDirLock;
import org.jpmxcfs.log.chronicle.ReadOnlyJournal;
import org.jpmxcfs.materializer.sqlite.Backups;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs db import}: restores a node that is stopped from a backup. */
@Command(
        name = "import",
        description = {
            "Replace the whole state with a backup, or with the config.db of a Proxmox node.",
            "The node must be stopped; its present database and journal are kept under dated"
                    + " names.",
            "With --accept-edits, both stay: what differs becomes the next entries of the journal,"
                    + " and everything before can be brought back."
        },
        footer = {
            "",
            "Examples:",
            "  jpmxcfs db import /root/config.db",
            "  jpmxcfs db import --accept-edits /var/lib/pve-cluster/config.db.edited"
        })
final class DbImportCommand implements Callable<Integer> {
    private final InstantSource clock = InstantSource.system();

    @Mixin private DataDirOption dataDir;

    @Parameters(paramLabel = "FILE", description = "The backup; it is not changed.")
    private Path file;

    @Option(
            names = "--accept-edits",
            description =
                    "Take rows as they are, whoever wrote them, as one change of the present"
                            + " state.")
    private boolean acceptEdits;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        Path source = file.toAbsolutePath().normalize();
        PrintWriter out = spec.commandLine().getOut();
        DataDirLock held = DataDirLock.take(dataDir.directory());
        try {
            if (acceptEdits && ReadOnlyJournal.isIn(dataDir.journal())) {
                new EditedFile(dataDir.directory(), out).takeOver(source);
                return 0;
            }
            Instant now = clock.instant();
            Backups.importFrom(source, dataDir.database(), acceptEdits, now)
                    .ifPresent(kept -> out.println("kept the old database as " + kept));
            // What the old journal tells did not happen to this state.
            for (Path old : List.of(dataDir.journal(), dataDir.base())) {
                Aside.put(old, now)
                        .ifPresent(
                                kept -> out.println("kept " + old.getFileName() + " as " + kept));
            }
        } finally {
            held.close();
        }
        out.println(dataDir.database() + ": imported from " + source);
        return 0;
    }
}
