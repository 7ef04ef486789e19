package org.jpmxcfs.fuse.cli.commands.db;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.options.HostName;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.node.StoppedNode;
import org.jpmxcfs.fuse.store.DataDirLock;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.materializer.sqlite.Backups;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs db edit}: lets people change rows, and takes over what they did. */
@Command(
        name = "edit",
        description = {
            "Open a copy of the database in sqlite3, and take over what was changed in it.",
            "The node must be stopped. It is one change of the journal, which can be undone; when"
                    + " sqlite3 ends with an error, nothing is taken over."
        },
        footer = {
            "",
            "Examples:",
            "  jpmxcfs db edit",
            "  echo \"DELETE FROM tree WHERE name = 'corosync.conf'\" | jpmxcfs db edit"
        })
final class DbEditCommand implements Callable<Integer> {
    @Mixin private DataDirOption dataDir;

    @Option(
            names = "--editor",
            paramLabel = "COMMAND",
            defaultValue = "sqlite3",
            description = "What opens the copy (default: ${DEFAULT-VALUE}).")
    private String editor;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        dataDir.existingJournal();
        DataDirectory data = dataDir.directory();
        PrintWriter out = spec.commandLine().getOut();
        DataDirLock held = DataDirLock.take(data);
        Path copy = data.database().resolveSibling("config.db.editing");
        try {
            EditedFile edited = new EditedFile(data, out);
            edited.requireNoMember();
            // An open and a close bring everything that is in the journal into the database.
            StoppedNode.open(data, HostName.read(), out::println).close();
            Backups.exportTo(data.database(), copy);
            edit(copy);
            edited.takeOver(copy);
        } finally {
            Backups.discard(copy);
            held.close();
        }
        return 0;
    }

    private void edit(Path copy) throws CommandFailure {
        int status;
        try {
            status = new ProcessBuilder(editor, copy.toString()).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new CommandFailure(
                    editor
                            + " cannot be run; install it ('apt install sqlite3'), or name another"
                            + " program with --editor",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            status = -1;
        }
        if (status != 0) {
            throw new CommandFailure(
                    editor + " ended with status " + status + ": nothing was taken over");
        }
    }
}
