package org.jpmxcfs.fuse.cli.commands.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.options.RunningDaemon;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.Facts;
import org.jpmxcfs.materializer.sqlite.Backups;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs db export}: a backup, also while the daemon runs. */
@Command(
        name = "export",
        description = {
            "Write the whole state to a file that jpmxcfs and Proxmox's pmxcfs can start from.",
            "Works while the daemon runs, which first writes all changes to its database;"
                    + " after a crash, 'db backup' has more, from the journal."
        },
        footer = {"", "Example:", "  jpmxcfs db export /root/config.db"})
final class DbExportCommand implements Callable<Integer> {
    @Mixin private DataDirOption dataDir;

    @Parameters(
            paramLabel = "FILE",
            description = "The new file; replaced when it is there already.")
    private Path file;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        Path target = file.toAbsolutePath().normalize();
        RunningDaemon.of(dataDir).flush();
        Backups.exportTo(dataDir.existingDatabase(), target);
        spec.commandLine()
                .getOut()
                .println(target + ": written, " + Facts.size(Files.size(target)));
        return 0;
    }
}
